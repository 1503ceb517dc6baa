package io.mucca.tools.text;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.mucca.account.Latencies;
import io.mucca.device.WrittenBytes;
import io.mucca.fs.Compression;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;

/**
 * JSON as the commands print it and the control socket speaks it: records become objects, sizes are
 * integers in bytes, times are ISO 8601, roots are {@code VOLUME@SNAPSHOT}.
 */
public final class Json {
  /**
   * The version of everything that {@code --json} prints; a change that breaks a reader raises it.
   */
  public static final int SCHEMA = 1;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(values())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .build();

  private Json() {}

  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * The document that {@code --json} prints for a result: its members, after the schema's version.
   */
  public static String document(Object result) {
    ObjectNode document = MAPPER.createObjectNode().put("schema", SCHEMA);
    document.setAll(MAPPER.<ObjectNode>valueToTree(result));
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SimpleModule values() {
    SimpleModule module = new SimpleModule();
    addAsText(module, Instant.class, Instant::parse);
    addAsText(module, RootName.class, Json::parseRoot);
    addAsText(module, Path.class, Path::of);
    addAsText(module, Compression.class, text -> Compression.find(text).orElseThrow());
    module.addSerializer(WrittenBytes.class, new WrittenBytesJson.Writer());
    module.addDeserializer(WrittenBytes.class, new WrittenBytesJson.Reader());
    module.addSerializer(Latencies.class, new LatenciesJson.Writer());
    module.addDeserializer(Latencies.class, new LatenciesJson.Reader());
    return module;
  }

  private static RootName parseRoot(String text) {
    int at = text.indexOf('@');
    return at < 0
        ? RootName.volume(text)
        : new RootName(text.substring(0, at), text.substring(at + 1));
  }

  private static <T> void addAsText(
      SimpleModule module, Class<T> type, Function<String, T> parser) {
    module.addSerializer(type, ToStringSerializer.instance);
    module.addDeserializer(
        type,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser input, DeserializationContext context)
              throws IOException {
            String text = input.getValueAsString("");
            try {
              return parser.apply(text);
            } catch (RuntimeException e) {
              throw context.weirdStringException(text, type, String.valueOf(e.getMessage()));
            }
          }
        });
  }
}
