package io.mucca.tools.demo;

import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** What a tree must hold: the size and checksum of each file. Not thread-safe. */
final class Contents {
  private final Map<String, Fingerprint> files;

  Contents() {
    this(new HashMap<>());
  }

  private Contents(Map<String, Fingerprint> files) {
    this.files = files;
  }

  Contents copy() {
    return new Contents(new HashMap<>(files));
  }

  void put(String path, byte[] content) {
    files.put(path, Fingerprint.of(content));
  }

  int fileCount() {
    return files.size();
  }

  long bytes() {
    return files.values().stream().mapToLong(Fingerprint::bytes).sum();
  }

  /** Reads all of a tree and fails unless it holds just these files. */
  void requireIn(Tree tree, String name) throws IOException {
    Map<String, Fingerprint> missing = new HashMap<>(files);
    tree.read(
        (path, content) -> {
          Fingerprint expected = missing.remove(path);
          if (!Fingerprint.of(content).equals(expected)) {
            throw Failure.failed(
                name + " holds " + path + " with other bytes than it must; please report this");
          }
        });
    if (!missing.isEmpty()) {
      throw Failure.failed(
          name + " has lost " + missing.keySet().iterator().next() + "; please report this");
    }
  }

  private record Fingerprint(long bytes, long checksum) {
    static Fingerprint of(byte[] content) {
      CRC32C checksum = new CRC32C();
      checksum.update(content);
      return new Fingerprint(content.length, checksum.getValue());
    }
  }
}
