package io.mucca.tools.command;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.figure.ResultDocument;
import io.mucca.tools.wa.figure.ResultReader;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.report.CsvWriter;
import io.mucca.tools.wa.report.Outputs;
import io.mucca.tools.wa.report.Report;
import io.mucca.tools.wa.report.Summary;
import io.mucca.tools.wa.report.chart.Svg;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Document;
import io.mucca.tools.wa.report.page.HtmlWriter;
import io.mucca.tools.wa.report.page.MarkdownWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mucca wa report}. */
@Command(
    name = "report",
    header = "Turn results into a report that explains what every byte was written for.",
    description =
        "Prints a verdict for each workload, and writes what is asked for: one page that needs no"
            + " network, Markdown, a table of all runs, every chart. Each number in the page has"
            + " its place in the results in its title. A file that exists is replaced only if it is"
            + " an earlier report, or with --force.",
    footer = {
      "",
      "Example: mucca wa report results.json --html report.html",
      "         mucca wa report ours.json peers.json --html report.html --svg charts"
    })
final class WaReportCommand extends MuccaCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "RESULT.json",
      description = "What 'mucca wa run', 'sweep' and 'compare' wrote.")
  private List<Path> results = List.of();

  @Option(names = "--html", paramLabel = "FILE", description = "Write the page.")
  private @Nullable Path html;

  @Option(names = "--md", paramLabel = "FILE", description = "Write it as Markdown.")
  private @Nullable Path markdown;

  @Option(names = "--csv", paramLabel = "FILE", description = "Write a row for each run.")
  private @Nullable Path csv;

  @Option(
      names = "--svg",
      paramLabel = "DIR",
      description = "Write each chart into a directory, which is made if only it is missing.")
  private @Nullable Path svg;

  @Option(names = "--force", description = "Replace files that are no earlier reports.")
  private boolean force;

  WaReportCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return "";
  }

  @Override
  void run() throws IOException {
    List<ResultDocument> documents = ResultReader.readAll(results);
    Document report = Report.of(documents);
    Outputs outputs = new Outputs(results, force);
    if (html != null) {
      outputs.add(html, HtmlWriter.MARK, HtmlWriter.write(report));
    }
    if (markdown != null) {
      outputs.add(markdown, MarkdownWriter.MARK, MarkdownWriter.write(report));
    }
    if (csv != null) {
      outputs.add(csv, CsvWriter.MARK, CsvWriter.write(documents));
    }
    if (svg != null) {
      addCharts(outputs, svg, report);
    }
    List<Path> written = outputs.write();
    Summary summary = Summary.of(Study.of(documents), written);
    print(() -> summary, summary::toText);
  }

  private static void addCharts(Outputs outputs, Path directory, Document report)
      throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw Failure.usage(directory + " is a file; --svg takes a directory");
    }
    outputs.addDirectory(directory);
    for (Block.Chart chart : report.charts()) {
      outputs.add(directory.resolve(chart.name() + ".svg"), Svg.MARK, chart.svg().standalone());
    }
  }
}
