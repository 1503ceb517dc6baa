package io.mucca.tools.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.mucca.account.Accounting;
import io.mucca.fs.RootName;
import io.mucca.tools.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StatsDocumentTest {
  @Test
  void documentHasTheSchemaThatReadersKnow() throws IOException {
    byte[] bytes =
        StatsDocument.encode(Path.of("/x.img"), RootName.volume("main"), Accounts.sample());
    JsonNode document = Json.mapper().readTree(bytes);
    assertEquals(1, document.path("schema").asInt());
    assertEquals("/x.img", document.path("image").asText());
    assertEquals("main", document.path("root").asText());
    assertEquals(2.0, document.path("uptimeSeconds").asDouble());
    JsonNode opened = document.path("sinceOpened");
    assertEquals(8192, opened.at("/application/bytesWritten").asLong());
    assertEquals(16384, opened.at("/device/bytesWritten").asLong());
    assertEquals(8192, opened.at("/device/bytesByCategory/data").asLong());
    assertEquals(8704, opened.at("/device/bytesByCause/fsync").asLong());
    assertEquals(412, opened.at("/device/bytesByCategoryAndCause/log_padding/fsync").asLong());
    assertEquals(2.0, opened.path("writeAmplification").asDouble());
    assertEquals(8192, opened.at("/roots/main/bytesByCategory/data").asLong());
    assertEquals(512, opened.at("/roots/(image)/bytesWritten").asLong());
    assertEquals(32768, document.at("/sinceFormatted/device/bytesWritten").asLong());
    assertEquals(2, document.at("/operations/write/count").asLong());
    assertEquals(20, document.at("/operations/write/meanNanos").asLong());
  }

  @Test
  void accountingComesThroughJsonAsItIs() throws IOException {
    Accounting sample = Accounts.sample();
    String json = Json.mapper().writeValueAsString(sample);
    assertEquals(sample, Json.mapper().readValue(json, Accounting.class));
  }
}
