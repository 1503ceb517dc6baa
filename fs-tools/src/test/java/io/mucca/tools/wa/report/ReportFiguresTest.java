package io.mucca.tools.wa.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mucca.tools.text.Json;
import io.mucca.tools.wa.figure.ResultReader;
import io.mucca.tools.wa.report.chart.Markup;
import io.mucca.tools.wa.report.page.HtmlWriter;
import io.mucca.tools.wa.result.ResultFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Every number in a report is in the results, or follows from them by the rule in its title. */
class ReportFiguresTest {
  private static final Pattern NUMBER =
      Pattern.compile("([-+]?)([0-9,]+)(?:\\.([0-9]+))?(?: (.+))?");

  private static final Map<String, Double> UNITS =
      Map.ofEntries(
          Map.entry("×", 1.0),
          Map.entry("B", 1.0),
          Map.entry("KiB", 1024.0),
          Map.entry("MiB", 0x1p20),
          Map.entry("GiB", 0x1p30),
          Map.entry("TiB", 0x1p40),
          Map.entry("%", 1.0),
          Map.entry("MB/s", 1.0),
          Map.entry("µs", 1.0),
          Map.entry("ms", 1e3),
          Map.entry("s", 1e6));

  @TempDir private Path directory;
  private final List<Path> paths = new ArrayList<>();
  private final List<JsonNode> files = new ArrayList<>();
  private final Set<String> strings = new HashSet<>();
  private int figures;

  private void add(String name, ResultFile result) throws IOException {
    Path path = SampleResults.write(directory.resolve(name), result);
    paths.add(path);
    JsonNode json = Json.mapper().readTree(path.toFile());
    files.add(json);
    strings.add(name);
    collectStrings(json);
  }

  private void addAll() throws IOException {
    add("single.json", SampleResults.single());
    add("compare.json", SampleResults.compare());
    add("sweep.json", SampleResults.sweepOfTwo());
    add("sweep-one.json", SampleResults.sweepOfOne());
    add("divergence.json", SampleResults.divergence());
    add("after-snapshot.json", SampleResults.afterSnapshot());
    add("read-heavy.json", SampleResults.readHeavy());
  }

  private void collectStrings(JsonNode json) {
    if (json.isTextual()) {
      strings.add(Markup.printable(json.textValue()));
    }
    json.fieldNames().forEachRemaining(strings::add);
    // Seeds are names rather than quantities.
    json.findValuesAsText("seed").forEach(strings::add);
    json.forEach(this::collectStrings);
  }

  private String html() throws IOException {
    return HtmlWriter.write(Report.of(ResultReader.readAll(paths)));
  }

  private static Element body(String html)
      throws IOException, SAXException, ParserConfigurationException {
    String body = html.substring(html.indexOf("<body>"));
    String xml = body.substring(0, body.indexOf("</html>"));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)))
        .getDocumentElement();
  }

  /** Goes through all text, and fails at a figure that is not what its origin says. */
  private void check(Node node) {
    if (node instanceof Element element) {
      String from = originOf(element);
      if (!from.isEmpty()) {
        checkFigure(element, from);
        return;
      }
    }
    if (node.getNodeType() == Node.TEXT_NODE && node.getNodeValue().matches("(?s).*\\d.*")) {
      checkText((Element) node.getParentNode(), node.getNodeValue());
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      check(child);
    }
  }

  private static String originOf(Element element) {
    return element.getTagName().equals("data")
        ? element.getAttribute("title")
        : element.getAttribute("data-from");
  }

  private void checkFigure(Element element, String from) {
    figures++;
    double value = Derivation.value(files, from);
    String attribute = element.getTagName().equals("data") ? "value" : "data-value";
    double stated = Double.parseDouble(element.getAttribute(attribute));
    assertEquals(value, stated, Math.abs(value) * 1e-12, from);
    String text = element.getTextContent();
    // A mark's text begins with what it is of.
    String shown = element.getTagName().matches("rect|circle") ? afterLabel(text) : text;
    assertShows(value, shown, from);
  }

  private static String afterLabel(String text) {
    return text.substring(text.lastIndexOf(": ") + 2);
  }

  private static void assertShows(double value, String shown, String from) {
    Matcher matcher = NUMBER.matcher(shown);
    assertTrue(matcher.matches(), () -> "'" + shown + "' of " + from);
    String unit = matcher.group(4) == null ? "B" : matcher.group(4);
    String decimals = matcher.group(3) == null ? "" : matcher.group(3);
    double number = Double.parseDouble(matcher.group(2).replace(",", "") + "." + decimals + "0");
    double signed = matcher.group(1).equals("-") ? -number : number;
    double step = Math.pow(10, -decimals.length());
    assertEquals(value / UNITS.get(unit), signed, step * 0.500001, () -> shown + " of " + from);
  }

  /** Digits without an origin are in names that a result has, on scales, or part of the method. */
  private void checkText(Element parent, String text) {
    Set<String> styles = Set.of(parent.getAttribute("class").split(" "));
    if (styles.contains("fixed") || styles.contains("tick")) {
      return;
    }
    boolean isCut = text.endsWith("…");
    String start = isCut ? text.substring(0, text.length() - 1) : text;
    boolean isGiven =
        styles.contains("given")
            && strings.stream()
                .anyMatch(given -> isCut ? given.startsWith(start) : isMadeOf(given, text));
    boolean isCutTitle = parent.getTagName().equals("title");
    assertTrue(isGiven || isCutTitle, () -> "'" + text + "' in <" + parent.getTagName() + ">");
  }

  /** Labels may join a name with a file or with values of axes, or be the number of a round. */
  private boolean isMadeOf(String given, String text) {
    if (given.equals(text) || given.endsWith("Round" + text)) {
      return true;
    }
    int comma = text.indexOf(", ");
    return comma > 0
        && strings.contains(text.substring(0, comma))
        && (given.equals(text.substring(comma + 2)) || isMadeOf(given, text.substring(comma + 2)));
  }

  @Test
  void everyNumberIsInTheResults() throws IOException, SAXException, ParserConfigurationException {
    addAll();
    check(body(html()));
    assertTrue(figures > 1500, "only " + figures + " figures");
  }

  @Test
  void numberThatIsNotInTheResultsIsNoticed()
      throws IOException, SAXException, ParserConfigurationException {
    add("single.json", SampleResults.single());
    String html = html();
    assertTrue(html.contains(">4,608 B<"));
    Element wrong = body(html.replace(">4,608 B<", ">4,609 B<"));
    assertThrows(AssertionError.class, () -> check(wrong));
    Element unsourced = body(html.replace("<h2>Summary</h2>", "<h2>Summary of 4 runs</h2>"));
    assertThrows(AssertionError.class, () -> check(unsourced));
  }

  @Test
  void barsAddUpToTheirTotals() throws IOException, SAXException, ParserConfigurationException {
    add("after-snapshot.json", SampleResults.afterSnapshot());
    Element body = body(html());
    int bars = 0;
    for (Element figure : elements(body, "figure")) {
      for (Element total : elements(figure, "text")) {
        if (total.getAttribute("class").equals("value")) {
          assertBarAddsUp(figure, total);
          bars++;
        }
      }
    }
    // Now and settled; by category, by cause and by root.
    assertEquals(6, bars);
  }

  private static void assertBarAddsUp(Element figure, Element total) {
    double sum = 0;
    double end = 0;
    for (Element part : elements(figure, "rect")) {
      double y = Double.parseDouble(part.getAttribute("y"));
      boolean isInBar = Math.abs(y + 20 - Double.parseDouble(total.getAttribute("y"))) < 1;
      if (!part.getAttribute("data-value").isEmpty() && isInBar) {
        sum += Double.parseDouble(part.getAttribute("data-value"));
        end =
            Double.parseDouble(part.getAttribute("x"))
                + Double.parseDouble(part.getAttribute("width"));
      }
    }
    assertEquals(Double.parseDouble(total.getAttribute("data-value")), sum);
    assertEquals(Double.parseDouble(total.getAttribute("x")), end + 10, 0.1);
  }

  private static List<Element> elements(Element in, String tag) {
    List<Element> elements = new ArrayList<>();
    var found = in.getElementsByTagName(tag);
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  @Test
  void idsAreUniqueAndLinksLeadSomewhere()
      throws IOException, SAXException, ParserConfigurationException {
    addAll();
    Element body = body(html());
    Set<String> ids = new HashSet<>();
    for (Element section : elements(body, "section")) {
      assertTrue(ids.add(section.getAttribute("id")), section.getAttribute("id"));
    }
    for (Element link : elements(body, "a")) {
      assertTrue(ids.contains(link.getAttribute("href").substring(1)), link.getAttribute("href"));
    }
  }

  @Test
  void pageNeedsNothingElse() throws IOException {
    addAll();
    String html = html();
    assertFalse(html.replace("http://www.w3.org/2000/svg", "").contains("http"));
    assertFalse(html.contains("<script"));
    assertFalse(html.contains("<link"));
    assertFalse(html.contains("url("));
    assertFalse(html.contains("@import"));
  }
}
