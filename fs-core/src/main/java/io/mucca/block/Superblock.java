package io.mucca.block;

import io.mucca.device.WriteCause;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * The fixed point that a checkpoint hangs on.
 *
 * @param features what a reader must know to use the image
 * @param volumeId random, made anew with every formatting
 * @param generation number of the checkpoint, above 0
 * @param geometry sizes of the image
 * @param commitTime when the checkpoint was made
 * @param spaceDigest which versions of the space map's regions belong to the checkpoint
 * @param freeBlocks blocks with a reference count of 0
 * @param rootsPointer root node of the tree of roots, or {@link BlockPointer#NONE}
 * @param nextRootId identity of the next root to be made
 * @param hashSeed seed of the hashes that directory entries are found by
 * @param log the intent log, and where in it the checkpoint ends
 * @param cost what the checkpoint wrote that its trees do not say
 */
public record Superblock(
    FeatureFlags features,
    UUID volumeId,
    long generation,
    Geometry geometry,
    Instant commitTime,
    long spaceDigest,
    long freeBlocks,
    BlockPointer rootsPointer,
    long nextRootId,
    long hashSeed,
    LogAnchor log,
    CheckpointCost cost) {
  /** Nobody gets there; it keeps sums of generations from overflowing. */
  private static final long MAX_GENERATION = 1L << 62;

  /** Keys have 56 bits for it. */
  private static final long MAX_ROOT_ID = (1L << 56) - 1;

  /** Length of the encoding in bytes. */
  public static final int ENCODED_BYTES = SuperblockLayout.LENGTH;

  public Superblock {
    Objects.requireNonNull(features);
    Objects.requireNonNull(volumeId);
    Objects.requireNonNull(commitTime);
    Objects.requireNonNull(log);
    Objects.requireNonNull(cost);
    if (generation <= 0 || generation > MAX_GENERATION) {
      throw new IllegalArgumentException(
          "generation must be 1 to %d, not %d".formatted(MAX_GENERATION, generation));
    }
    if (nextRootId <= 0 || nextRootId > MAX_ROOT_ID) {
      throw new IllegalArgumentException("the next root cannot have the identity " + nextRootId);
    }
    if (freeBlocks < 0 || freeBlocks > geometry.blockCount()) {
      throw new IllegalArgumentException(
          freeBlocks + " of " + geometry.blockCount() + " blocks cannot be free");
    }
    requireOnImage("tree of roots", rootsPointer.address(), geometry);
    if (log.address() != 0 && !geometry.isDataRange(log.address(), log.blockCount())) {
      throw new IllegalArgumentException(
          "the intent log, %d blocks from block %d on, is not on the image"
              .formatted(log.blockCount(), log.address()));
    }
  }

  /** One that does not say what it cost. */
  public Superblock(
      FeatureFlags features,
      UUID volumeId,
      long generation,
      Geometry geometry,
      Instant commitTime,
      long spaceDigest,
      long freeBlocks,
      BlockPointer rootsPointer,
      long nextRootId,
      long hashSeed,
      LogAnchor log) {
    this(
        features,
        volumeId,
        generation,
        geometry,
        commitTime,
        spaceDigest,
        freeBlocks,
        rootsPointer,
        nextRootId,
        hashSeed,
        log,
        CheckpointCost.UNKNOWN);
  }

  /** True if the image uses a feature that only readers may ignore: it must be opened read-only. */
  public boolean requiresReadOnly() {
    return features.unknownReadOnlyCompatible() != 0;
  }

  /** What ties the space map's slots to this image. */
  public long volumeIdLow() {
    return volumeId.getLeastSignificantBits();
  }

  /** The {@link #ENCODED_BYTES} bytes of a slot, with their checksum. */
  public byte[] encode() {
    byte[] bytes = new byte[SuperblockLayout.LENGTH];
    encodeIdentity(bytes);
    encodeGeometry(bytes);
    encodeCheckpoint(bytes);
    encodeCost(bytes);
    LittleEndian.putInt(bytes, SuperblockLayout.CHECKSUM, checksumOf(bytes));
    return bytes;
  }

  private void encodeIdentity(byte[] bytes) {
    LittleEndian.putLong(bytes, SuperblockLayout.MAGIC, SuperblockLayout.MAGIC_VALUE);
    LittleEndian.putInt(
        bytes, SuperblockLayout.FORMAT_VERSION, SuperblockLayout.FORMAT_VERSION_VALUE);
    LittleEndian.putLong(bytes, SuperblockLayout.INCOMPATIBLE, features.incompatible());
    LittleEndian.putLong(
        bytes, SuperblockLayout.READ_ONLY_COMPATIBLE, features.readOnlyCompatible());
    LittleEndian.putLong(bytes, SuperblockLayout.COMPATIBLE, features.compatible());
    LittleEndian.putLong(bytes, SuperblockLayout.VOLUME_ID_LOW, volumeId.getLeastSignificantBits());
    LittleEndian.putLong(bytes, SuperblockLayout.VOLUME_ID_HIGH, volumeId.getMostSignificantBits());
    LittleEndian.putLong(bytes, SuperblockLayout.GENERATION, generation);
  }

  private void encodeGeometry(byte[] bytes) {
    LittleEndian.putInt(bytes, SuperblockLayout.SECTOR_SIZE, geometry.sectorSize());
    LittleEndian.putLong(bytes, SuperblockLayout.SIZE_BYTES, geometry.sizeBytes());
    LittleEndian.putInt(bytes, SuperblockLayout.BLOCK_SIZE, geometry.blockSize());
    LittleEndian.putInt(bytes, SuperblockLayout.NODE_SIZE, geometry.nodeSize());
    LittleEndian.putInt(bytes, SuperblockLayout.INLINE_LIMIT, geometry.inlineLimit());
  }

  private void encodeCheckpoint(byte[] bytes) {
    LittleEndian.putLong(bytes, SuperblockLayout.COMMIT_SECONDS, commitTime.getEpochSecond());
    LittleEndian.putInt(bytes, SuperblockLayout.COMMIT_NANOS, commitTime.getNano());
    LittleEndian.putLong(bytes, SuperblockLayout.SPACE_DIGEST, spaceDigest);
    LittleEndian.putLong(bytes, SuperblockLayout.FREE_BLOCKS, freeBlocks);
    rootsPointer.encode(bytes, SuperblockLayout.ROOTS_POINTER);
    LittleEndian.putLong(bytes, SuperblockLayout.NEXT_ROOT_ID, nextRootId);
    LittleEndian.putLong(bytes, SuperblockLayout.HASH_SEED, hashSeed);
    LittleEndian.putLong(bytes, SuperblockLayout.LOG_ADDRESS, log.address());
    LittleEndian.putLong(bytes, SuperblockLayout.LOG_SEQUENCE, log.sequence());
    LittleEndian.putInt(bytes, SuperblockLayout.LOG_BLOCKS, log.blockCount());
    LittleEndian.putInt(bytes, SuperblockLayout.LOG_CHAIN, log.chain());
  }

  private void encodeCost(byte[] bytes) {
    WriteCause cause = cost.cause();
    LittleEndian.putLong(bytes, SuperblockLayout.COST_LEAF_BYTES, cost.leafBytes());
    LittleEndian.putLong(bytes, SuperblockLayout.COST_INTERIOR_BYTES, cost.interiorBytes());
    LittleEndian.putLong(bytes, SuperblockLayout.COST_SPACE_MAP_BYTES, cost.spaceMapBytes());
    LittleEndian.putInt(bytes, SuperblockLayout.COST_LEAF_WRITES, cost.leafWrites());
    LittleEndian.putInt(bytes, SuperblockLayout.COST_INTERIOR_WRITES, cost.interiorWrites());
    LittleEndian.putInt(bytes, SuperblockLayout.COST_SPACE_MAP_WRITES, cost.spaceMapWrites());
    bytes[SuperblockLayout.COST_CAUSE] = (byte) (cause == null ? 0 : cause.ordinal() + 1);
  }

  private static CheckpointCost decodeCost(byte[] bytes) {
    int cause = Byte.toUnsignedInt(bytes[SuperblockLayout.COST_CAUSE]);
    WriteCause[] causes = WriteCause.values();
    if (cause > causes.length) {
      throw new IllegalArgumentException("there is no cause " + cause + " to write");
    }
    return new CheckpointCost(
        cause == 0 ? null : causes[cause - 1],
        LittleEndian.getLong(bytes, SuperblockLayout.COST_LEAF_BYTES),
        LittleEndian.getLong(bytes, SuperblockLayout.COST_INTERIOR_BYTES),
        LittleEndian.getLong(bytes, SuperblockLayout.COST_SPACE_MAP_BYTES),
        LittleEndian.getInt(bytes, SuperblockLayout.COST_LEAF_WRITES),
        LittleEndian.getInt(bytes, SuperblockLayout.COST_INTERIOR_WRITES),
        LittleEndian.getInt(bytes, SuperblockLayout.COST_SPACE_MAP_WRITES));
  }

  /**
   * Reads a superblock.
   *
   * @throws NotAnImageException if the magic is not there
   * @throws UnsupportedFormatException if the version or an incompatible feature is not known
   * @throws CorruptBlockException if the checksum or a field is wrong
   */
  public static Superblock decode(byte[] bytes)
      throws NotAnImageException, UnsupportedFormatException, CorruptBlockException {
    if (!hasMagic(bytes)) {
      throw new NotAnImageException("no superblock");
    }
    requireChecksum(bytes);
    int version = LittleEndian.getInt(bytes, SuperblockLayout.FORMAT_VERSION);
    if (version != SuperblockLayout.FORMAT_VERSION_VALUE) {
      throw new UnsupportedFormatException(
          "the image has format version %d, this program knows version %d"
              .formatted(Integer.toUnsignedLong(version), SuperblockLayout.FORMAT_VERSION_VALUE));
    }
    FeatureFlags features = decodeFeatures(bytes);
    if (features.unknownIncompatible() != 0) {
      throw new UnsupportedFormatException(
          "the image uses incompatible features that this program does not know: flags 0x%x"
              .formatted(features.unknownIncompatible()));
    }
    try {
      return decodeFields(bytes, features);
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new CorruptBlockException("bad superblock: " + e.getMessage());
    }
  }

  private static Superblock decodeFields(byte[] bytes, FeatureFlags features)
      throws CorruptBlockException {
    return new Superblock(
        features,
        new UUID(
            LittleEndian.getLong(bytes, SuperblockLayout.VOLUME_ID_HIGH),
            LittleEndian.getLong(bytes, SuperblockLayout.VOLUME_ID_LOW)),
        LittleEndian.getLong(bytes, SuperblockLayout.GENERATION),
        new Geometry(
            LittleEndian.getLong(bytes, SuperblockLayout.SIZE_BYTES),
            LittleEndian.getInt(bytes, SuperblockLayout.BLOCK_SIZE),
            LittleEndian.getInt(bytes, SuperblockLayout.NODE_SIZE),
            LittleEndian.getInt(bytes, SuperblockLayout.SECTOR_SIZE),
            LittleEndian.getInt(bytes, SuperblockLayout.INLINE_LIMIT)),
        Instant.ofEpochSecond(
            LittleEndian.getLong(bytes, SuperblockLayout.COMMIT_SECONDS),
            LittleEndian.getInt(bytes, SuperblockLayout.COMMIT_NANOS)),
        LittleEndian.getLong(bytes, SuperblockLayout.SPACE_DIGEST),
        LittleEndian.getLong(bytes, SuperblockLayout.FREE_BLOCKS),
        BlockPointer.decode(bytes, SuperblockLayout.ROOTS_POINTER),
        LittleEndian.getLong(bytes, SuperblockLayout.NEXT_ROOT_ID),
        LittleEndian.getLong(bytes, SuperblockLayout.HASH_SEED),
        new LogAnchor(
            LittleEndian.getLong(bytes, SuperblockLayout.LOG_ADDRESS),
            LittleEndian.getInt(bytes, SuperblockLayout.LOG_BLOCKS),
            LittleEndian.getLong(bytes, SuperblockLayout.LOG_SEQUENCE),
            LittleEndian.getInt(bytes, SuperblockLayout.LOG_CHAIN)),
        decodeCost(bytes));
  }

  private static FeatureFlags decodeFeatures(byte[] bytes) {
    return new FeatureFlags(
        LittleEndian.getLong(bytes, SuperblockLayout.INCOMPATIBLE),
        LittleEndian.getLong(bytes, SuperblockLayout.READ_ONLY_COMPATIBLE),
        LittleEndian.getLong(bytes, SuperblockLayout.COMPATIBLE));
  }

  static boolean hasMagic(byte[] bytes) {
    return LittleEndian.getLong(bytes, SuperblockLayout.MAGIC) == SuperblockLayout.MAGIC_VALUE;
  }

  /** The generation that a slot claims, without any check. */
  static long generationOf(byte[] bytes) {
    return LittleEndian.getLong(bytes, SuperblockLayout.GENERATION);
  }

  static boolean hasChecksum(byte[] bytes) {
    return LittleEndian.getInt(bytes, SuperblockLayout.CHECKSUM) == checksumOf(bytes);
  }

  private static void requireChecksum(byte[] bytes) throws CorruptBlockException {
    if (!hasChecksum(bytes)) {
      throw new CorruptBlockException(
          "bad superblock: checksum is 0x%08x, expected 0x%08x"
              .formatted(checksumOf(bytes), LittleEndian.getInt(bytes, SuperblockLayout.CHECKSUM)));
    }
  }

  private static int checksumOf(byte[] bytes) {
    return Checksums.crc32c(bytes, 0, SuperblockLayout.CHECKSUM);
  }

  private static void requireOnImage(String what, long address, Geometry geometry) {
    if (address != 0 && !geometry.isDataRange(address, 1)) {
      throw new IllegalArgumentException(
          "the address of the " + what + ", block " + address + ", is not on the image");
    }
  }
}
