package io.mucca.tools.wa.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Computes what the title of a figure says from the JSON alone, apart from the code of reports. */
final class Derivation {
  private final List<JsonNode> files;
  private final String text;
  private int at;

  private Derivation(List<JsonNode> files, String text) {
    this.files = files;
    this.text = text;
  }

  /** The value of a derivation over files. */
  static double value(List<JsonNode> files, String text) {
    Derivation derivation = new Derivation(files, text);
    List<Double> values = derivation.expression();
    if (derivation.at != text.length() || values.size() != 1) {
      throw new IllegalArgumentException(text);
    }
    return values.getFirst();
  }

  private List<Double> expression() {
    int end = at;
    while (end < text.length() && ",()".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String token = text.substring(at, end);
    at = end;
    if (token.startsWith("#")) {
      return pointer(token);
    }
    at++;
    if (token.equals("count")) {
      int close = text.indexOf(')', at);
      String[] places = text.substring(at, close).split(", ");
      Arrays.stream(places).forEach(this::requireExists);
      at = close + 1;
      return List.of((double) places.length);
    }
    List<Double> arguments = new ArrayList<>();
    while (text.charAt(at - 1) != ')') {
      arguments.addAll(expression());
      at++;
      if (text.charAt(at - 1) == ',') {
        at++;
      }
    }
    return List.of(apply(token, arguments.stream().mapToDouble(each -> each).toArray()));
  }

  private void requireExists(String place) {
    int slash = place.indexOf('/');
    JsonNode file = files.get(Integer.parseInt(place.substring(1, slash)) - 1);
    if (file.at(place.substring(slash)).isMissingNode()) {
      throw new IllegalArgumentException(place + " is not in the JSON");
    }
  }

  private List<Double> pointer(String token) {
    int slash = token.indexOf('/');
    List<JsonNode> nodes = List.of(files.get(Integer.parseInt(token.substring(1, slash)) - 1));
    for (String step : token.substring(slash + 1).split("/")) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : nodes) {
        if (step.equals("*")) {
          node.forEach(next::add);
        } else {
          next.add(node.at("/" + step));
        }
      }
      nodes = next;
    }
    for (JsonNode node : nodes) {
      if (!node.isNumber()) {
        throw new IllegalArgumentException(token + " is no number in the JSON");
      }
    }
    return nodes.stream().map(JsonNode::doubleValue).toList();
  }

  private static double apply(String name, double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    int middle = sorted.length / 2;
    return switch (name) {
      case "median" ->
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      case "min" -> sorted[0];
      case "max" -> sorted[sorted.length - 1];
      case "sum" -> Arrays.stream(values).sum();
      case "ratio" -> values[0] / values[1];
      case "perSecond" -> values[0] / (values[1] / 1e6);
      case "percent" -> values[0] / values[1] * 100;
      case "deviation" -> {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(each -> Math.pow(each - mean, 2)).sum();
        yield Math.sqrt(squares / (values.length - 1)) / mean * 100;
      }
      default -> throw new IllegalArgumentException(name + " is no derivation");
    };
  }
}
