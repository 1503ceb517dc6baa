package io.mucca.tools.wa.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {
  @Test
  void lastMadeGoesFirstAndAFailureStopsNothing() throws IOException {
    List<String> gone = new ArrayList<>();
    Cleanup cleanup = new Cleanup();
    cleanup.add(() -> gone.add("directory"));
    cleanup.add(
        () -> {
          throw new IOException("busy");
        });
    cleanup.add(() -> gone.add("mount"));
    assertEquals("busy", assertThrows(IOException.class, cleanup::close).getMessage());
    assertEquals(List.of("mount", "directory"), gone);
    cleanup.close();
    assertEquals(2, gone.size(), "each step is taken once");
  }
}
