package io.mucca.fs;

import io.mucca.block.BlockSet;
import io.mucca.block.Geometry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a scrub has verified, so that another can go on from there: a bit for each block.
 *
 * <p>Between the two the image may be used. So a block counts as verified only for what was in it
 * then: for a pointer with a birth generation up to that of the checkpoint that was read.
 *
 * <p>Used by one thread at a time.
 */
public final class ScrubState {
  private static final int MAGIC = 0x6d536372; // "mScr"
  private static final int END = -1;

  private final UUID volumeId;
  private final long generation;
  private final Instant begun;
  private final BlockSet verified;
  private final Geometry geometry;

  private ScrubState(UUID volumeId, long generation, Instant begun, Geometry geometry) {
    this.volumeId = volumeId;
    this.generation = generation;
    this.begun = begun;
    this.geometry = geometry;
    verified = new BlockSet(geometry);
  }

  /** Nothing is verified yet. */
  public static ScrubState begin(HeldCheckpoint checkpoint, Instant now) {
    return new ScrubState(
        checkpoint.superblock().volumeId(),
        checkpoint.superblock().generation(),
        now,
        checkpoint.superblock().geometry());
  }

  /** When the first part of the scrub began. */
  public Instant begun() {
    return begun;
  }

  boolean isVerified(long block, long birthGeneration) {
    return birthGeneration <= generation && verified.contains(block);
  }

  void add(long start, int count) {
    verified.add(start, count);
  }

  /** Writes it for {@link #read}. */
  public void write(OutputStream target) throws IOException {
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(target))) {
      out.writeInt(MAGIC);
      out.writeLong(volumeId.getMostSignificantBits());
      out.writeLong(volumeId.getLeastSignificantBits());
      out.writeLong(generation);
      out.writeLong(begun.getEpochSecond());
      out.writeLong(geometry.sizeBytes());
      out.writeInt(geometry.blockSize());
      verified.forEachRegion(
          (number, bitmap) -> {
            out.writeInt(number);
            out.writeInt(bitmap.length);
            for (long word : bitmap) {
              out.writeLong(word);
            }
          });
      out.writeInt(END);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param checkpoint the one that is going to be read
   * @throws IOException if it is damaged, or not from an earlier time of the same image
   */
  public static ScrubState read(InputStream source, HeldCheckpoint checkpoint) throws IOException {
    try (DataInputStream in = new DataInputStream(new GZIPInputStream(source))) {
      if (in.readInt() != MAGIC) {
        throw new IOException("it is not the state of a scrub");
      }
      UUID volumeId = new UUID(in.readLong(), in.readLong());
      long generation = in.readLong();
      Instant begun = Instant.ofEpochSecond(in.readLong());
      Geometry geometry = checkpoint.superblock().geometry();
      if (!volumeId.equals(checkpoint.superblock().volumeId())
          || generation > checkpoint.superblock().generation()
          || in.readLong() != geometry.sizeBytes()
          || in.readInt() != geometry.blockSize()) {
        throw new IOException("it is of another image, or the image went back in time");
      }
      ScrubState state = new ScrubState(volumeId, generation, begun, geometry);
      for (int number = in.readInt(); number != END; number = in.readInt()) {
        state.verified.addRegion(number, readBitmap(in));
      }
      if (in.read() >= 0) { // Only now is the checksum of all of it compared.
        throw new IOException("it is damaged: it has no end");
      }
      return state;
    } catch (IllegalArgumentException e) {
      throw new IOException("it is damaged: " + e.getMessage(), e);
    }
  }

  private static long[] readBitmap(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Geometry.REGION_BLOCKS / Long.SIZE) {
      throw new IOException("it is damaged: a bitmap has " + length + " words");
    }
    long[] bitmap = new long[length];
    for (int i = 0; i < length; i++) {
      bitmap[i] = in.readLong();
    }
    return bitmap;
  }
}
