package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.ResultDocument;
import io.mucca.tools.wa.report.chart.BoundaryChart;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Fact;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.List;
import java.util.Locale;

/** What is counted where, which no figure means anything without. */
final class DefinitionsSection {
  private DefinitionsSection() {}

  static Block of(List<ResultDocument> documents) {
    return new Block.Section(
        2,
        "counted",
        Phrase.words("What is counted"),
        List.of(
            new Block.Chart(
                "boundaries",
                Phrase.words("Three boundaries, which are never mixed"),
                true,
                BoundaryChart.draw()),
            new Block.Facts(
                List.of(
                    fact(
                        "application bytes",
                        "what programs gave to write(); unique bytes are those of the files'"
                            + " content that were written at least once"),
                    fact(
                        "submitted bytes",
                        "what the filesystem handed to the device, each byte with its category"
                            + " (what it is) and its cause (why it was written then). Filesystems"
                            + " other than mucca cannot say"),
                    fact("device bytes", "what the kernel counted as written on the device"),
                    fact(
                        "write amplification",
                        "WA: device bytes for each application byte. Without a block device,"
                            + " submitted bytes stand in for device bytes"),
                    fact("now", "at the end of the workload's last fsync"),
                    fact("settled", "after a checkpoint, and all work that had been put off"),
                    new Fact(
                        Phrase.words("residual"),
                        Phrase.words("device bytes less submitted bytes; it must be ")
                            .andFixed("0 B")
                            .and(" where mucca has a block device to itself")),
                    fact(
                        "inside of the SSD",
                        "unknown: what a drive writes on its own is in no figure"),
                    new Fact(Phrase.words("figures"), figures()))),
            new Block.Paragraph(Block.Style.NOTE, sources(documents))));
  }

  private static Phrase figures() {
    return Phrase.words(
            "medians over the repetitions; least and most are beside them. σ is the standard"
                + " deviation in percent of the mean; above ")
        .andFixed(String.format(Locale.ROOT, "%.0f %%", Case.NOISE_PERCENT))
        .and(
            " there is a warning. Where parts must add up, they are those of the run in the"
                + " middle");
  }

  private static Phrase sources(List<ResultDocument> documents) {
    Phrase text =
        Phrase.words(
            "Every figure has its source in its title: a JSON pointer into a result file, or a"
                + " derivation such as a median of several. The files: ");
    String separator = "";
    for (ResultDocument document : documents) {
      text =
          text.and(separator)
              .andFixed("#" + document.number())
              .and(" is ")
              .andGiven(document.name());
      separator = ", ";
    }
    return text.and(".");
  }

  private static Fact fact(String name, String meaning) {
    return new Fact(Phrase.words(name), Phrase.words(meaning));
  }
}
