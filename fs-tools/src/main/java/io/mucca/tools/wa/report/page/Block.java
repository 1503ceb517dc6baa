package io.mucca.tools.wa.report.page;

import io.mucca.tools.wa.report.chart.Svg;
import java.util.Arrays;
import java.util.List;

/** What a report is made of. */
public sealed interface Block {
  /**
   * A chapter, or a part of one.
   *
   * @param level 2 for chapters, 3 for their parts, 4 for parts of these
   * @param id to link to it; no two are equal
   */
  record Section(int level, String id, Phrase title, List<Block> blocks) implements Block {
    public Section {
      blocks = List.copyOf(blocks);
    }
  }

  record Paragraph(Style style, Phrase text) implements Block {}

  /** How a paragraph is set. */
  enum Style {
    PLAIN,
    /** What a section comes to, in a sentence. */
    VERDICT,
    /** What makes figures doubtful. */
    WARNING,
    /** Small print. */
    NOTE
  }

  /** Names and what belongs to each. */
  record Facts(List<Fact> facts) implements Block {
    public Facts {
      facts = List.copyOf(facts);
    }
  }

  record Fact(Phrase name, Phrase value) {}

  /** Rows of cells, one for each column. */
  record Table(String caption, List<Column> columns, List<Row> rows) implements Block {
    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  record Column(Phrase heading, boolean isNumber) {
    public static Column text(String heading) {
      return new Column(Phrase.words(heading), false);
    }

    public static Column number(String heading) {
      return new Column(Phrase.words(heading), true);
    }
  }

  /** A row of a table, perhaps one that stands out: a total, or what others are compared with. */
  record Row(boolean standsOut, List<Phrase> cells) {
    public Row {
      cells = List.copyOf(cells);
    }

    public static Row of(Phrase... cells) {
      return new Row(false, Arrays.asList(cells));
    }

    public Row standingOut() {
      return new Row(true, cells);
    }
  }

  /**
   * A chart.
   *
   * @param name of its file; no two in a report are equal
   * @param isWide takes the whole width of a page
   */
  record Chart(String name, Phrase title, boolean isWide, Svg svg) implements Block {}

  /** What is set side by side where there is room. */
  record Group(List<Block> blocks) implements Block {
    public Group {
      blocks = List.copyOf(blocks);
    }
  }

  /** The first look: a big figure for each workload. */
  record Cards(List<Card> cards) implements Block {
    public Cards {
      cards = List.copyOf(cards);
    }
  }

  /**
   * @param link the id of the section that says more
   */
  record Card(String link, Phrase title, Phrase figure, Phrase text) {}
}
