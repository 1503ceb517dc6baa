package io.mucca.tools.stats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  private final String text = new String(PrometheusText.encode(Accounts.sample()), UTF_8);

  @Test
  void samplesHaveTheirNamesAndLabels() {
    for (String sample :
        new String[] {
          "mucca_uptime_seconds 2.0",
          "mucca_application_written_bytes_total{root=\"main\"} 8192",
          "mucca_application_syncs_total{root=\"main\"} 1",
          "mucca_device_written_bytes_total{category=\"data\",cause=\"fsync\"} 8192",
          "mucca_device_written_bytes_total{category=\"super_block\",cause=\"fsync\"} 0",
          "mucca_root_written_bytes_total{root=\"(destroyed)\",category=\"tree_leaf\"} 7680",
          "mucca_device_writes_total{category=\"data\"} 2",
          "mucca_device_read_bytes_total 4096",
          "mucca_device_syncs_total 2",
          "mucca_write_amplification_ratio 2.0",
          "mucca_operation_duration_seconds{operation=\"write\",quantile=\"0.99\"} 3.0E-8",
          "mucca_operation_duration_seconds_sum{operation=\"write\"} 4.0E-8",
          "mucca_operation_duration_seconds_count{operation=\"write\"} 2",
        }) {
      String line = sample.replace("super_block", "superblock");
      assertTrue(text.contains("\n" + line + "\n"), () -> line + " is not in\n" + text);
    }
  }

  @Test
  void everyLineIsASampleOfAFamilyThatWasIntroducedOnce() {
    Set<String> families = new HashSet<>();
    String family = "";
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("# HELP ")) {
        family = line.split(" ", -1)[2];
        assertTrue(families.add(family), line);
      } else if (line.startsWith("# TYPE ")) {
        assertEquals(family, line.split(" ", -1)[2]);
      } else if (!line.isEmpty()) {
        assertTrue(
            line.matches("[a-z_]+(\\{[a-z]+=\"[^\"\\\\]*\"(,[a-z]+=\"[^\"\\\\]*\")*})? [0-9.E-]+"),
            line);
        assertTrue(line.startsWith(family), line);
      }
    }
    assertTrue(text.endsWith("\n"));
  }
}
