package io.mucca.tools.wa.result;

import java.time.Instant;
import java.util.List;

/**
 * Where results come from, so that they can be had again.
 *
 * @param command the exact command line
 * @param version of mucca
 * @param kernel name and release
 * @param java version and vendor of the virtual machine
 * @param jvmFlags what it was started with
 * @param warnings what makes the figures doubtful, such as a busy machine
 */
public record Provenance(
    String command,
    String version,
    Instant started,
    String kernel,
    String processor,
    int processors,
    long memoryBytes,
    String java,
    List<String> jvmFlags,
    List<String> warnings) {
  public Provenance {
    jvmFlags = List.copyOf(jvmFlags);
    warnings = List.copyOf(warnings);
  }
}
