package io.mucca.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file with all of its blocks written, so that the host has nothing to allocate when it is
 * written again; and a loop device on it. Goes away when closed. Not thread-safe.
 */
final class BenchmarkFile implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 20;

  private final Path path;
  private String loopDevice = "";

  BenchmarkFile(Path directory, long sizeBytes) throws IOException {
    path = Files.createTempFile(Files.createDirectories(directory), "benchmark", ".img");
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
      for (long offset = 0; offset < sizeBytes; offset += CHUNK_BYTES) {
        channel.write(zeros.clear(), offset);
      }
      channel.force(true);
    }
  }

  Path path() {
    return path;
  }

  static boolean canAttach() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Attaches a loop device with direct I/O and sectors of 512 bytes. */
  Path attach() throws IOException {
    loopDevice =
        losetup("--direct-io=on", "--sector-size", "512", "--find", "--show", path.toString());
    return Path.of(loopDevice);
  }

  private static String losetup(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = "losetup";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output;
    try (InputStream in = process.getInputStream()) {
      output = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("losetup failed: " + output);
    }
    return output;
  }

  @Override
  public void close() throws IOException {
    try {
      if (!loopDevice.isEmpty()) {
        losetup("--detach", loopDevice);
      }
    } finally {
      Files.delete(path);
    }
  }
}
