package io.mucca.tools.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import io.mucca.account.Latencies;
import java.io.IOException;

/** Latencies between daemon and command: the counts of the buckets, and the sum of all times. */
final class LatenciesJson {
  private LatenciesJson() {}

  /** The members. */
  private record Counts(long[] buckets, long totalNanos) {}

  /** To JSON. */
  static final class Writer extends JsonSerializer<Latencies> {
    @Override
    public void serialize(Latencies latencies, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writePOJO(new Counts(latencies.buckets(), latencies.totalNanos()));
    }
  }

  /** From JSON. */
  static final class Reader extends JsonDeserializer<Latencies> {
    @Override
    public Latencies deserialize(JsonParser in, DeserializationContext context) throws IOException {
      Counts counts = context.readValue(in, Counts.class);
      try {
        return new Latencies(counts.buckets(), counts.totalNanos());
      } catch (IllegalArgumentException e) {
        throw context.instantiationException(Latencies.class, e);
      }
    }
  }
}
