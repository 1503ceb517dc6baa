package io.mucca.tools.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WrittenBytes;
import java.io.IOException;

/** Written bytes between daemon and command: an array of root, category, cause and bytes. */
final class WrittenBytesJson {
  private WrittenBytesJson() {}

  /** One count. */
  private record Count(long root, WriteCategory category, WriteCause cause, long bytes) {}

  /** To JSON. */
  static final class Writer extends JsonSerializer<WrittenBytes> {
    @Override
    public void serialize(WrittenBytes written, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      for (long root : written.roots()) {
        for (WriteCategory category : WriteCategory.values()) {
          for (WriteCause cause : WriteCause.values()) {
            long bytes = written.ofRoot(root, category, cause);
            if (bytes != 0) {
              out.writePOJO(new Count(root, category, cause, bytes));
            }
          }
        }
      }
      out.writeEndArray();
    }
  }

  /** From JSON. */
  static final class Reader extends JsonDeserializer<WrittenBytes> {
    @Override
    public WrittenBytes deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      WrittenBytes.Builder written = new WrittenBytes.Builder();
      for (Count count : context.readValue(in, Count[].class)) {
        written.add(count.root(), count.category(), count.cause(), count.bytes());
      }
      return written.build();
    }
  }
}
