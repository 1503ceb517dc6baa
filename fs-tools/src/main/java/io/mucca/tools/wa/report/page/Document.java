package io.mucca.tools.wa.report.page;

import java.util.ArrayList;
import java.util.List;

/** A whole report, in whatever form it is then written. */
public record Document(String title, Phrase subtitle, List<Block> blocks) {
  public Document {
    blocks = List.copyOf(blocks);
  }

  /** All charts, also those in sections and groups, in their order. */
  public List<Block.Chart> charts() {
    List<Block.Chart> charts = new ArrayList<>();
    collect(blocks, charts);
    return charts;
  }

  private static void collect(List<Block> blocks, List<Block.Chart> charts) {
    for (Block block : blocks) {
      switch (block) {
        case Block.Chart chart -> charts.add(chart);
        case Block.Section section -> collect(section.blocks(), charts);
        case Block.Group group -> collect(group.blocks(), charts);
        default -> {}
      }
    }
  }
}
