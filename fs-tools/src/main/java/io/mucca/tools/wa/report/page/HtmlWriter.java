package io.mucca.tools.wa.report.page;

import io.mucca.tools.wa.report.chart.Markup;
import java.util.List;
import java.util.Locale;

/**
 * Writes a report as one page that needs nothing else: no network, no script. Each figure is a
 * {@code data} element whose title says where in the results it is from.
 */
public final class HtmlWriter {
  /** By this a later report recognizes the file as one that it may replace. */
  public static final String MARK = "<meta name=\"generator\" content=\"mucca wa report\">";

  private final StringBuilder html = new StringBuilder(1 << 16);

  private HtmlWriter() {}

  /** The page of a report. */
  public static String write(Document document) {
    HtmlWriter writer = new HtmlWriter();
    writer.page(document);
    return writer.html.toString();
  }

  private void page(Document document) {
    String title = Markup.escape(document.title());
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append(MARK)
        .append("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .append(title)
        .append("</title>\n<style>\n")
        .append(Style.chart())
        .append(Style.page())
        .append("</style>\n</head>\n<body>\n<header>\n<h1>")
        .append(title)
        .append("</h1>\n<p class=\"subtitle\">");
    phrase(document.subtitle());
    html.append("</p>\n");
    contents(document.blocks());
    html.append("</header>\n<main>\n");
    document.blocks().forEach(this::block);
    html.append("</main>\n</body>\n</html>\n");
  }

  /** Links to the chapters. */
  private void contents(List<Block> blocks) {
    html.append("<nav>");
    for (Block block : blocks) {
      if (block instanceof Block.Section section) {
        link(section.id(), section.title());
      }
    }
    html.append("</nav>\n");
  }

  private void link(String id, Phrase text) {
    html.append("<a href=\"#").append(Markup.escape(id)).append("\">");
    phrase(text);
    html.append("</a>\n");
  }

  private void block(Block block) {
    switch (block) {
      case Block.Section section -> section(section);
      case Block.Paragraph paragraph -> paragraph(paragraph);
      case Block.Facts facts -> facts(facts);
      case Block.Table table -> table(table);
      case Block.Chart chart -> chart(chart);
      case Block.Group group -> group(group);
      case Block.Cards cards -> cards(cards);
    }
  }

  private void section(Block.Section section) {
    html.append("<section class=\"level")
        .append(section.level())
        .append("\" id=\"")
        .append(Markup.escape(section.id()))
        .append("\">\n");
    element("h" + section.level(), section.title());
    section.blocks().forEach(this::block);
    html.append("</section>\n");
  }

  private void paragraph(Block.Paragraph paragraph) {
    String style = paragraph.style().name().toLowerCase(Locale.ROOT);
    html.append("<p class=\"").append(style).append("\">");
    phrase(paragraph.text());
    html.append("</p>\n");
  }

  private void facts(Block.Facts facts) {
    html.append("<dl>\n");
    for (Block.Fact fact : facts.facts()) {
      element("dt", fact.name());
      element("dd", fact.value());
    }
    html.append("</dl>\n");
  }

  private void table(Block.Table table) {
    html.append("<div class=\"table\"><table>\n");
    if (!table.caption().isEmpty()) {
      element("caption", Phrase.words(table.caption()));
    }
    html.append("<thead><tr>");
    for (Block.Column column : table.columns()) {
      element(column.isNumber() ? "th class=\"n\"" : "th", column.heading());
    }
    html.append("</tr></thead>\n<tbody>\n");
    table.rows().forEach(row -> row(table, row));
    html.append("</tbody></table></div>\n");
  }

  private void row(Block.Table table, Block.Row row) {
    html.append(row.standsOut() ? "<tr class=\"out\">" : "<tr>");
    for (int i = 0; i < row.cells().size(); i++) {
      element(table.columns().get(i).isNumber() ? "td class=\"n\"" : "td", row.cells().get(i));
    }
    html.append("</tr>\n");
  }

  private void chart(Block.Chart chart) {
    html.append(chart.isWide() ? "<figure class=\"wide\">" : "<figure>");
    element("figcaption", chart.title());
    html.append("<div class=\"chart\">").append(chart.svg().inline()).append("</div></figure>\n");
  }

  private void group(Block.Group group) {
    html.append("<div class=\"group\">\n");
    group.blocks().forEach(this::block);
    html.append("</div>\n");
  }

  private void cards(Block.Cards cards) {
    html.append("<div class=\"cards\">\n");
    for (Block.Card card : cards.cards()) {
      html.append("<a class=\"card\" href=\"#").append(Markup.escape(card.link())).append("\">");
      element("strong", card.title());
      element("span class=\"big\"", card.figure());
      element("span", card.text());
      html.append("</a>\n");
    }
    html.append("</div>\n");
  }

  private void element(String tag, Phrase content) {
    html.append('<').append(tag).append('>');
    phrase(content);
    int blank = tag.indexOf(' ');
    html.append("</").append(blank < 0 ? tag : tag.substring(0, blank)).append(">\n");
  }

  private void phrase(Phrase phrase) {
    for (Phrase.Part part : phrase.parts()) {
      switch (part) {
        case Phrase.Words words -> html.append(Markup.escape(words.text()));
        case Phrase.Fixed fixed -> span("fixed", fixed.text());
        case Phrase.Given given -> span("given", given.text());
        case Phrase.Measured measured -> number(measured);
        case Phrase.Swatch swatch -> span("swatch " + swatch.colour(), "");
      }
    }
  }

  private void span(String style, String text) {
    html.append("<span class=\"")
        .append(style)
        .append("\">")
        .append(Markup.escape(text))
        .append("</span>");
  }

  private void number(Phrase.Measured measured) {
    String text = Markup.escape(measured.unit().format(measured.figure()));
    if (!measured.figure().isKnown()) {
      html.append("<span class=\"unknown\" title=\"not known\">").append(text).append("</span>");
      return;
    }
    html.append("<data value=\"")
        .append(measured.figure().value())
        .append("\" title=\"")
        .append(Markup.escape(measured.figure().from()))
        .append("\">")
        .append(text)
        .append("</data>");
  }
}
