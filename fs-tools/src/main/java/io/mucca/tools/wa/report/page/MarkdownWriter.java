package io.mucca.tools.wa.report.page;

import io.mucca.tools.wa.report.chart.Markup;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a report as Markdown: what the page says, with tables, and without the charts. */
public final class MarkdownWriter {
  /** By this a later report recognizes the file as one that it may replace. */
  public static final String MARK = "<!-- mucca wa report -->";

  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]<>#|~!&]");

  private final StringBuilder text = new StringBuilder(1 << 14);

  private MarkdownWriter() {}

  /** The text of a report. */
  public static String write(Document document) {
    MarkdownWriter writer = new MarkdownWriter();
    writer.text.append(MARK).append("\n# ").append(escape(document.title())).append("\n\n");
    writer.text.append(phrase(document.subtitle())).append("\n\n");
    document.blocks().forEach(writer::block);
    return writer.text.toString();
  }

  private void block(Block block) {
    switch (block) {
      case Block.Section section -> {
        text.append("#".repeat(section.level())).append(' ');
        text.append(phrase(section.title())).append("\n\n");
        section.blocks().forEach(this::block);
      }
      case Block.Paragraph paragraph -> paragraph(paragraph);
      case Block.Facts facts -> {
        facts.facts().forEach(fact -> item(fact.name(), fact.value()));
        text.append('\n');
      }
      case Block.Table table -> table(table);
      case Block.Group group -> group.blocks().forEach(this::block);
      case Block.Cards cards -> {
        cards.cards().forEach(card -> item(card.title(), card.figure().and(" ").and(card.text())));
        text.append('\n');
      }
      case Block.Chart _ -> {}
    }
  }

  private void paragraph(Block.Paragraph paragraph) {
    String content = phrase(paragraph.text());
    text.append(
        switch (paragraph.style()) {
          case VERDICT -> "**" + content + "**";
          case WARNING -> "> ⚠ " + content;
          case PLAIN, NOTE -> content;
        });
    text.append("\n\n");
  }

  private void item(Phrase name, Phrase value) {
    text.append("- **").append(phrase(name)).append("**: ").append(phrase(value)).append('\n');
  }

  private void table(Block.Table table) {
    if (!table.caption().isEmpty()) {
      text.append(escape(table.caption())).append(":\n\n");
    }
    row(table.columns().stream().map(Block.Column::heading).toList());
    text.append(
        table.columns().stream()
            .map(column -> column.isNumber() ? "---:" : "---")
            .collect(Collectors.joining(" | ", "| ", " |\n")));
    table.rows().forEach(row -> row(row.cells()));
    text.append('\n');
  }

  private void row(List<Phrase> cells) {
    text.append(
        cells.stream()
            .map(MarkdownWriter::phrase)
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  private static String phrase(Phrase phrase) {
    StringBuilder line = new StringBuilder();
    for (Phrase.Part part : phrase.parts()) {
      line.append(
          switch (part) {
            case Phrase.Words words -> escape(words.text());
            case Phrase.Fixed fixed -> escape(fixed.text());
            case Phrase.Given given -> given(given.text());
            case Phrase.Measured measured -> measured.unit().format(measured.figure());
            case Phrase.Swatch _ -> "";
          });
    }
    return line.toString();
  }

  /** As code, so that nothing in it is markup; what would end the code or the cell is escaped. */
  private static String given(String raw) {
    String given = Markup.printable(raw);
    if (given.isEmpty()) {
      return "";
    }
    if (given.indexOf('|') >= 0 || given.indexOf('`') >= 0) {
      return escape(given);
    }
    return "`" + given + "`";
  }

  private static String escape(String raw) {
    return SPECIAL.matcher(Markup.printable(raw)).replaceAll("\\\\$0");
  }
}
