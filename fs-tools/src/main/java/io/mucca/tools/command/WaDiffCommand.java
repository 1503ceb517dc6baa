package io.mucca.tools.command;

import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.wa.diff.ResultDiff;
import io.mucca.tools.wa.figure.ResultDocument;
import io.mucca.tools.wa.figure.ResultReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code mucca wa diff}. */
@Command(
    name = "diff",
    header = "Compare two results, and fail if writing became dearer.",
    description = {
      "Runs belong together that have the same workload, parameters, axes, engine and filesystem;"
          + " of repetitions the medians count.",
      "Ends with exit code 1 if bytes per operation rose too much, now or settled, if a run is"
          + " missing in NEW, or if bytes in NEW are not accounted for (a residual on a block"
          + " device)."
    },
    footer = {"", "Example: mucca wa diff before.json after.json --fail-above 2%%"})
final class WaDiffCommand extends MuccaCommand {
  @Parameters(index = "0", paramLabel = "BASE", description = "Results to compare with.")
  private Path base = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "Results to judge.")
  private Path latest = Path.of("");

  @Option(
      names = "--fail-above",
      paramLabel = "PERCENT",
      defaultValue = "5%",
      converter = PercentConverter.class,
      description = "Fail where bytes per operation rise by more; the default is 5%%.")
  private double failAbove;

  private ExitCode exitCode = ExitCode.OK;

  WaDiffCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return "";
  }

  @Override
  void run() throws IOException {
    List<ResultDocument> documents = ResultReader.readAll(List.of(base, latest));
    ResultDiff diff = ResultDiff.of(documents.getFirst(), documents.getLast(), failAbove);
    exitCode = diff.isAcceptable() ? ExitCode.OK : ExitCode.FAILED;
    print(() -> Results.WaDiff.of(diff, failAbove), diff::toText);
  }

  @Override
  ExitCode exitCode() {
    return exitCode;
  }

  /** Reads {@code 5%} or {@code 2.5}. */
  static final class PercentConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      String digits = value.endsWith("%") ? value.substring(0, value.length() - 1) : value;
      if (!digits.matches("\\d{1,9}(\\.\\d{1,9})?")) {
        throw new TypeConversionException(
            "'" + value + "' is no percentage: use a number such as 5% or 2.5%");
      }
      return Double.valueOf(digits);
    }
  }
}
