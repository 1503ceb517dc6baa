package io.mucca.tools.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What directories hold. */
final class DirectoryContent {
  private DirectoryContent() {}

  /** The files of a directory, by name. */
  static Map<String, byte[]> read(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        files.put(String.valueOf(entry.getFileName()), Files.readAllBytes(entry));
      }
    }
    return files;
  }

  /** A short text that is another one where any name or byte is another. */
  static String digest(List<Map<String, byte[]>> directories) {
    MessageDigest digest = sha256();
    for (Map<String, byte[]> directory : directories) {
      new TreeMap<>(directory)
          .forEach(
              (name, content) -> {
                String head = "%s %d\n".formatted(name, content.length);
                digest.update(head.getBytes(StandardCharsets.UTF_8));
                digest.update(content);
              });
      digest.update((byte) '/');
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
