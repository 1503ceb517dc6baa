package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change as a log record tells it. Names and attributes are told as the items that the change
 * put or removed, whatever the operation was; content as where it lies, what was cut off, or the
 * bytes themselves; roots as what was done to them. {@link LogEncoder} writes them.
 */
sealed interface LogEntry {
  int PUT = 1;
  int REMOVE = 2;
  int EXTENT = 3;
  int BYTES = 4;
  int FLUSHED = 5;
  int TRUNCATE = 6;
  int CUT = 7;
  int PUNCH = 8;
  int VOLUME = 9;
  int COPY = 10;
  int COMPLETE = 11;
  int DESTROY = 12;
  int READ_ONLY = 13;

  /** An {@link Extent} told by what is different from the one before. */
  int NEXT_EXTENT = 14;

  int COMPRESSION = 15;
  int SHARE = 16;

  /** A flag of an extent: another root has its blocks already. */
  int SHARED = 1;

  /** A flag of an extent: it is a whole cluster. */
  int COMPRESSED = 2;

  /** A flag in the count of a next extent: it does not lie behind the one before. */
  int APART = 1;

  /** How many bits of that count are flags. */
  int KIND_BITS = 2;

  /** An item of a root's tree has this value. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Put(long root, long keyHigh, long keyLow, byte[] value) implements LogEntry {}

  /** An item is gone. */
  record Remove(long root, long keyHigh, long keyLow) implements LogEntry {}

  /**
   * Blocks hold part of a file.
   *
   * @param shared another root has them already: they get one more reference
   * @param count pages of the file
   * @param checksums of the blocks; none of a cluster
   * @param cluster that the pages are, as a whole; null if they are stored as they are
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Extent(
      long root,
      long inode,
      boolean shared,
      long firstPage,
      long address,
      int count,
      int[] checksums,
      @Nullable Cluster cluster)
      implements LogEntry {
    /** The extent, of no generation yet. */
    io.mucca.fs.Extent run() {
      return new io.mucca.fs.Extent(firstPage, address, count, 0, checksums, cluster);
    }

    /** Blocks of the device. */
    int storedBlocks() {
      return cluster == null ? count : cluster.storedBlocks();
    }
  }

  /** Bytes of a file that have no block yet, and what they made of its size and times. */
  record Bytes(long root, long inode, @Nullable Attributes attributes, List<Piece> pieces)
      implements LogEntry {}

  /** Size and times that writing gave a file. */
  record Attributes(
      long size, long modifySeconds, int modifyNanos, long changeSeconds, int changeNanos) {}

  /**
   * A piece of a file.
   *
   * @param bytes null for zeros
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Piece(long offset, int length, byte @Nullable [] bytes) {}

  /** The tree has what was written: size and times, or the first page as inline content. */
  record Flushed(long root, long inode, boolean attributes, boolean inline) implements LogEntry {}

  /**
   * A file has another size.
   *
   * @param inTree its item has that size; else it is one of the attributes that wait for a flush
   */
  record Truncate(long root, long inode, long size, boolean inTree, long seconds, int nanos)
      implements LogEntry {}

  /** What lies behind the end of a file is gone. */
  record Cut(long root, long inode) implements LogEntry {}

  /** A hole, in pages. */
  record Punch(long root, long inode, long first, long end, long seconds, int nanos)
      implements LogEntry {}

  /**
   * Pages of a file are those of another, or of another part of it, as the tree has them.
   *
   * @param end the file reaches there at least, in bytes
   */
  record Share(
      long root,
      long source,
      long firstPage,
      long target,
      long targetPage,
      long count,
      long end,
      long seconds,
      int nanos)
      implements LogEntry {
    /** The same for the first pages alone. */
    Share first(long pages, int blockSize) {
      long pagesEnd = (targetPage + pages) * blockSize;
      return new Share(
          root,
          source,
          firstPage,
          target,
          targetPage,
          pages,
          pages == count ? end : Math.min(end, pagesEnd),
          seconds,
          nanos);
    }
  }

  /** A new volume, without anything in its tree. */
  record Volume(long id, String name, Instant created) implements LogEntry {}

  /**
   * New roots that share everything with another.
   *
   * @param complete nothing has to be flushed for them
   */
  record Copy(long source, boolean readOnly, boolean complete, Instant created, List<NewRoot> made)
      implements LogEntry {}

  record NewRoot(long id, String name) {}

  /** A root has got everything that was written before it was made. */
  record Complete(long root) implements LogEntry {}

  record Destroy(long root) implements LogEntry {}

  record ReadOnly(long root, boolean readOnly) implements LogEntry {}

  /** Content of a root's files is compressed in another way from here on. */
  record SetCompression(long root, Compression compression) implements LogEntry {}

  /**
   * The entries of a record, in order.
   *
   * @throws CorruptBlockException if bytes are missing, or an entry does not keep to the rules
   */
  static List<LogEntry> decodeAll(byte[] payload, LogRules rules) throws CorruptBlockException {
    ByteReader reader = new ByteReader().of(payload, 0, payload.length);
    ExtentChain chain = new ExtentChain();
    List<LogEntry> entries = new ArrayList<>();
    try {
      while (reader.remaining() > 0) {
        LogEntry entry = decode(reader, chain);
        rules.require(entry);
        entries.add(entry);
      }
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new CorruptBlockException("an entry cannot be: " + e.getMessage());
    }
    return entries;
  }

  /**
   * The next entry, whatever it says.
   *
   * @param chain the last extent before it in the record
   */
  static LogEntry decode(ByteReader reader, ExtentChain chain) throws CorruptBlockException {
    int type = reader.getByte();
    return switch (type) {
      case PUT ->
          new Put(
              reader.getVarint(),
              reader.getVarint(),
              reader.getVarint(),
              reader.getBytes(reader.getCount()));
      case REMOVE -> new Remove(reader.getVarint(), reader.getVarint(), reader.getVarint());
      case EXTENT -> extent(reader, chain);
      case NEXT_EXTENT -> nextExtent(reader, chain);
      case BYTES -> bytes(reader);
      case FLUSHED -> flushed(reader);
      case TRUNCATE ->
          new Truncate(
              reader.getVarint(),
              reader.getVarint(),
              size(reader.getVarint()),
              flag(reader),
              reader.getSigned(),
              reader.getCount());
      case CUT -> new Cut(reader.getVarint(), reader.getVarint());
      case PUNCH ->
          new Punch(
              reader.getVarint(),
              reader.getVarint(),
              size(reader.getVarint()),
              size(reader.getVarint()),
              reader.getSigned(),
              reader.getCount());
      case SHARE ->
          new Share(
              reader.getVarint(),
              reader.getVarint(),
              size(reader.getVarint()),
              reader.getVarint(),
              size(reader.getVarint()),
              size(reader.getVarint()),
              size(reader.getVarint()),
              reader.getSigned(),
              reader.getCount());
      case VOLUME -> new Volume(reader.getVarint(), text(reader), instant(reader));
      case COPY -> copy(reader);
      case COMPLETE -> new Complete(reader.getVarint());
      case DESTROY -> new Destroy(reader.getVarint());
      case READ_ONLY -> new ReadOnly(reader.getVarint(), flag(reader));
      case COMPRESSION ->
          new SetCompression(reader.getVarint(), Compression.ofCode(reader.getCount()));
      default -> throw new CorruptBlockException("there is no entry of type " + type);
    };
  }

  private static Extent extent(ByteReader reader, ExtentChain chain) throws CorruptBlockException {
    long root = reader.getVarint();
    long inode = reader.getVarint();
    int flags = flags(reader, SHARED | COMPRESSED);
    long firstPage = size(reader.getVarint());
    long address = size(reader.getVarint());
    chain.set(root, inode, (flags & SHARED) != 0, firstPage, address);
    return extent(reader, chain, reader.getCount(), (flags & COMPRESSED) != 0);
  }

  private static Extent nextExtent(ByteReader reader, ExtentChain chain)
      throws CorruptBlockException {
    chain.require();
    long firstPage = size(chain.endPage() + reader.getSigned());
    int countAndKind = reader.getCount();
    long address =
        (countAndKind & APART) == 0
            ? chain.endAddress()
            : size(chain.endAddress() + reader.getSigned());
    chain.set(chain.root(), chain.inode(), chain.shared(), firstPage, address);
    return extent(reader, chain, countAndKind >>> KIND_BITS, (countAndKind & COMPRESSED) != 0);
  }

  /** The extent that begins where a chain ends, which then goes on behind it. */
  private static Extent extent(
      ByteReader reader, ExtentChain chain, int count, boolean isCompressed)
      throws CorruptBlockException {
    Cluster cluster = isCompressed ? cluster(reader, chain.endPage(), count) : null;
    int[] checksums = new int[isCompressed ? 0 : bounded(reader, count, Integer.BYTES)];
    for (int i = 0; i < checksums.length; i++) {
      checksums[i] = reader.getInt();
    }
    Extent extent =
        new Extent(
            chain.root(),
            chain.inode(),
            chain.shared(),
            chain.endPage(),
            chain.endAddress(),
            count,
            checksums,
            cluster);
    chain.set(
        extent.root(),
        extent.inode(),
        extent.shared(),
        extent.firstPage() + count,
        extent.address() + extent.storedBlocks());
    return extent;
  }

  private static Cluster cluster(ByteReader reader, long firstPage, int count)
      throws CorruptBlockException {
    int codec = reader.getByte();
    int storedBlocks = reader.getCount();
    int unusedBytes = reader.getCount();
    int checksum = reader.getInt();
    int tailBytes = bounded(reader, 1);
    Cluster.requireForm(firstPage, count, codec, 0, count, storedBlocks, tailBytes);
    byte[] tail = tailBytes == 0 ? Cluster.NO_TAIL : reader.getBytes(tailBytes);
    return new Cluster(codec, 0, count, storedBlocks, unusedBytes, checksum, tail);
  }

  private static Bytes bytes(ByteReader reader) throws CorruptBlockException {
    long root = reader.getVarint();
    long inode = reader.getVarint();
    Attributes attributes = null;
    if (flag(reader)) {
      attributes =
          new Attributes(
              size(reader.getVarint()),
              reader.getSigned(),
              reader.getCount(),
              reader.getSigned(),
              reader.getCount());
    }
    int count = bounded(reader, 2);
    List<Piece> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long offset = size(reader.getVarint());
      int lengthAndKind = reader.getCount();
      int length = lengthAndKind >>> 1;
      boolean zeros = (lengthAndKind & 1) != 0;
      pieces.add(new Piece(offset, length, zeros ? null : reader.getBytes(length)));
    }
    return new Bytes(root, inode, attributes, pieces);
  }

  private static Flushed flushed(ByteReader reader) throws CorruptBlockException {
    long root = reader.getVarint();
    long inode = reader.getVarint();
    int flags = flags(reader, 3);
    return new Flushed(root, inode, (flags & 1) != 0, (flags & 2) != 0);
  }

  private static Copy copy(ByteReader reader) throws CorruptBlockException {
    long source = reader.getVarint();
    int flags = flags(reader, 3);
    Instant created = instant(reader);
    int count = bounded(reader, 2);
    List<NewRoot> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      made.add(new NewRoot(reader.getVarint(), text(reader)));
    }
    return new Copy(source, (flags & 1) != 0, (flags & 2) != 0, created, made);
  }

  private static boolean flag(ByteReader reader) throws CorruptBlockException {
    return flags(reader, 1) != 0;
  }

  private static int flags(ByteReader reader, int known) throws CorruptBlockException {
    int flags = reader.getByte();
    if ((flags & ~known) != 0) {
      throw new CorruptBlockException("an entry has unknown flags " + flags);
    }
    return flags;
  }

  private static Instant instant(ByteReader reader) throws CorruptBlockException {
    return Instant.ofEpochSecond(reader.getSigned(), reader.getCount());
  }

  private static String text(ByteReader reader) throws CorruptBlockException {
    return new String(reader.getBytes(reader.getCount()), StandardCharsets.US_ASCII);
  }

  /** A count of things that take at least so many bytes each, all of which must be there. */
  private static int bounded(ByteReader reader, int bytesEach) throws CorruptBlockException {
    return bounded(reader, reader.getCount(), bytesEach);
  }

  private static int bounded(ByteReader reader, int count, int bytesEach)
      throws CorruptBlockException {
    if ((long) count * bytesEach > reader.remaining()) {
      throw new CorruptBlockException("there is no room for " + count + " of anything");
    }
    return count;
  }

  private static long size(long value) throws CorruptBlockException {
    if (value < 0) {
      throw new CorruptBlockException("an entry has a size that is out of range");
    }
    return value;
  }
}
