package io.mucca.tools.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Requests and responses as lines of JSON, each with the version of the protocol. */
public final class Protocol {
  static final int VERSION = 1;

  /**
   * Far above any request; a client that sends more is none of ours and must not fill the memory.
   */
  private static final int MAX_LINE_LENGTH = 1 << 20;

  private Protocol() {}

  static String encode(Request request) {
    ObjectNode message = Json.mapper().createObjectNode().put("protocol", VERSION);
    message.setAll(Json.mapper().<ObjectNode>valueToTree(request));
    return message.toString();
  }

  public static String encode(Response response) {
    return Json.mapper().valueToTree(response).toString();
  }

  static Request decodeRequest(String line) throws Failure {
    try {
      JsonNode message = checkVersion(line);
      return Json.mapper().treeToValue(message, Request.class);
    } catch (JsonProcessingException e) {
      throw Failure.failed(
          "the daemon does not understand this request: " + e.getOriginalMessage());
    }
  }

  public static Response decodeResponse(String line) throws Failure {
    try {
      return Json.mapper().treeToValue(checkVersion(line), Response.class);
    } catch (JsonProcessingException e) {
      throw Failure.failed("the daemon's answer makes no sense: " + e.getOriginalMessage());
    }
  }

  private static JsonNode checkVersion(String line) throws Failure, JsonProcessingException {
    JsonNode message = Json.mapper().readTree(line);
    int version = message.path("protocol").asInt(0);
    if (version != VERSION) {
      throw Failure.failed(
          "command and daemon are of different versions of mucca (protocol "
              + VERSION
              + " and "
              + version
              + "); unmount with the older one and mount again");
    }
    return message;
  }

  static void writeLine(Writer out, String line) throws IOException {
    out.write(line + "\n");
    out.flush();
  }

  /**
   * The next line, or null at the end of the stream, even where that comes in the middle of a line.
   */
  static @Nullable String readLine(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (line.length() == MAX_LINE_LENGTH) {
        throw new IOException("a message of more than " + MAX_LINE_LENGTH + " characters");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
