package io.mucca.fs;

import io.mucca.block.Checksums;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.device.BlockDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Reads blocks of file content and verifies their checksums. Not thread-safe. */
final class DataVerifier implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final BlockDevice device;
  private final Geometry geometry;
  private final int blockSize;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer;

  /** Made when the first cluster comes. */
  private @Nullable ClusterBuffer clusters;

  DataVerifier(BlockDevice device, Geometry geometry) {
    this.device = device;
    this.geometry = geometry;
    blockSize = geometry.blockSize();
    buffer = arena.allocate(Math.max(BUFFER_BYTES, blockSize), 4096);
  }

  /** Takes what is wrong with a block. */
  @FunctionalInterface
  interface DamageVisitor {
    void visit(long block, String reason);
  }

  /**
   * Verifies a part of an extent, or the cluster that it is of: that as a whole, so that its first
   * block stands for it.
   *
   * @param from the first block of it, counted from the beginning of the extent
   * @param to behind the last one
   */
  void verify(Extent extent, int from, int to, DamageVisitor visitor) {
    if (extent.cluster() != null) {
      verifyCluster(extent, extent.cluster(), visitor);
      return;
    }
    int perRead = (int) (buffer.byteSize() / blockSize);
    for (int at = from; at < to; at += perRead) {
      verifyPiece(extent, at, Math.min(to, at + perRead), visitor);
    }
  }

  private void verifyPiece(Extent extent, int from, int to, DamageVisitor visitor) {
    MemorySegment piece = buffer.asSlice(0, (long) (to - from) * blockSize);
    try {
      device.read(geometry.offsetOf(extent.address() + from), piece);
    } catch (IOException e) {
      if (to - from == 1) {
        visitor.visit(extent.address() + from, "cannot be read: " + e.getMessage());
        return;
      }
      // One block that cannot be read must not hide its neighbours.
      for (int at = from; at < to; at++) {
        verifyPiece(extent, at, at + 1, visitor);
      }
      return;
    }
    for (int at = from; at < to; at++) {
      int actual = Checksums.crc32c(piece.asSlice((long) (at - from) * blockSize, blockSize));
      int expected = extent.checksums()[at];
      if (actual != expected) {
        visitor.visit(
            extent.address() + at, "has checksum %08x, expected %08x".formatted(actual, expected));
      }
    }
  }

  private void verifyCluster(Extent extent, Cluster cluster, DamageVisitor visitor) {
    try {
      extent.requireOnImage(geometry);
    } catch (CorruptBlockException e) {
      visitor.visit(extent.address(), "is told to be of what cannot be: " + e.getMessage());
      return;
    }
    ClusterPlace place = new ClusterPlace();
    place.set(extent, cluster, blockSize);
    try {
      clusterBuffer().read(device, geometry, place);
    } catch (CorruptBlockException e) {
      visitor.visit(
          extent.address(),
          "with %d bytes compressed ".formatted(place.storedBytes) + e.getMessage());
    } catch (IOException e) {
      visitor.visit(extent.address(), "cannot be read: " + e.getMessage());
    }
  }

  private ClusterBuffer clusterBuffer() {
    ClusterBuffer buffer = clusters;
    if (buffer == null) {
      buffer = new ClusterBuffer(blockSize);
      clusters = buffer;
    }
    return buffer;
  }

  @Override
  public void close() {
    if (clusters != null) {
      clusters.close();
    }
    arena.close();
  }
}
