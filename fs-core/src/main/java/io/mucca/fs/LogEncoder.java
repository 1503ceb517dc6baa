package io.mucca.fs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Writes what {@link LogEntry} reads. */
final class LogEncoder {
  private LogEncoder() {}

  static void put(
      ByteWriter out, long root, long high, long low, byte[] value, int offset, int length) {
    out.putByte(LogEntry.PUT).putVarint(root).putVarint(high).putVarint(low);
    out.putVarint(length).putBytes(value, offset, length);
  }

  static void remove(ByteWriter out, long root, long high, long low) {
    out.putByte(LogEntry.REMOVE).putVarint(root).putVarint(high).putVarint(low);
  }

  /**
   * An extent; behind another one of the same file, what is different from that is told.
   *
   * @param chain the last one in the record; becomes this one
   */
  static void extent(
      ByteWriter out, ExtentChain chain, long root, long inode, boolean shared, Extent extent) {
    Cluster cluster = extent.cluster();
    if (chain.isOf(root, inode, shared)) {
      boolean isBehind = extent.address() == chain.endAddress();
      out.putByte(LogEntry.NEXT_EXTENT).putSigned(extent.first() - chain.endPage());
      int kind = (isBehind ? 0 : LogEntry.APART) | (cluster == null ? 0 : LogEntry.COMPRESSED);
      out.putVarint((long) extent.count() << LogEntry.KIND_BITS | kind);
      if (!isBehind) {
        out.putSigned(extent.address() - chain.endAddress());
      }
    } else {
      out.putByte(LogEntry.EXTENT).putVarint(root).putVarint(inode);
      out.putByte((shared ? LogEntry.SHARED : 0) | (cluster == null ? 0 : LogEntry.COMPRESSED));
      out.putVarint(extent.first()).putVarint(extent.address()).putVarint(extent.count());
    }
    if (cluster != null) {
      out.putByte(cluster.codec()).putVarint(cluster.storedBlocks());
      out.putVarint(cluster.unusedBytes()).putInt(cluster.checksum());
      out.putVarint(cluster.tail().length).putBytes(cluster.tail());
    }
    for (int checksum : extent.checksums()) {
      out.putInt(checksum);
    }
    chain.set(root, inode, shared, extent.end(), extent.address() + extent.storedBlocks());
  }

  /** The pieces follow, as many as {@code count} says. */
  static void bytes(ByteWriter out, long root, long inode, LoggedWrites writes) {
    out.putByte(LogEntry.BYTES).putVarint(root).putVarint(inode);
    out.putByte(writes.hasAttributes() ? 1 : 0);
    if (writes.hasAttributes()) {
      out.putVarint(writes.size);
      out.putSigned(writes.modify.seconds).putVarint(writes.modify.nanos);
      out.putSigned(writes.change.seconds).putVarint(writes.change.nanos);
    }
  }

  static void pieces(ByteWriter out, List<LoggedWrites.Piece> pieces) {
    out.putVarint(pieces.size());
    for (LoggedWrites.Piece piece : pieces) {
      byte[] bytes = piece.bytes();
      out.putVarint(piece.offset());
      out.putVarint((long) piece.length() << 1 | (bytes == null ? 1 : 0));
      if (bytes != null) {
        out.putBytes(bytes, 0, piece.length());
      }
    }
  }

  static void flushed(ByteWriter out, long root, long inode, boolean attributes, boolean inline) {
    out.putByte(LogEntry.FLUSHED).putVarint(root).putVarint(inode);
    out.putByte((attributes ? 1 : 0) | (inline ? 2 : 0));
  }

  static void truncate(
      ByteWriter out, long root, long inode, long size, boolean inTree, Timestamp time) {
    out.putByte(LogEntry.TRUNCATE).putVarint(root).putVarint(inode).putVarint(size);
    out.putByte(inTree ? 1 : 0).putSigned(time.seconds).putVarint(time.nanos);
  }

  static void cut(ByteWriter out, long root, long inode) {
    out.putByte(LogEntry.CUT).putVarint(root).putVarint(inode);
  }

  static void punch(ByteWriter out, long root, long inode, long first, long end, Timestamp time) {
    out.putByte(LogEntry.PUNCH).putVarint(root).putVarint(inode).putVarint(first).putVarint(end);
    out.putSigned(time.seconds).putVarint(time.nanos);
  }

  static void share(ByteWriter out, LogEntry.Share entry) {
    out.putByte(LogEntry.SHARE).putVarint(entry.root()).putVarint(entry.source());
    out.putVarint(entry.firstPage()).putVarint(entry.target());
    out.putVarint(entry.targetPage()).putVarint(entry.count()).putVarint(entry.end());
    out.putSigned(entry.seconds()).putVarint(entry.nanos());
  }

  static void volume(ByteWriter out, Root root) {
    out.putByte(LogEntry.VOLUME).putVarint(root.id);
    text(out, root.name.toString());
    instant(out, root.created);
  }

  static void copy(ByteWriter out, Root source, List<Root> made, boolean complete) {
    Root first = made.getFirst();
    out.putByte(LogEntry.COPY).putVarint(source.id);
    out.putByte((first.readOnly ? 1 : 0) | (complete ? 2 : 0));
    instant(out, first.created);
    out.putVarint(made.size());
    for (Root root : made) {
      out.putVarint(root.id);
      text(out, root.name.toString());
    }
  }

  static void complete(ByteWriter out, Root root) {
    out.putByte(LogEntry.COMPLETE).putVarint(root.id);
  }

  static void destroy(ByteWriter out, Root root) {
    out.putByte(LogEntry.DESTROY).putVarint(root.id);
  }

  static void compression(ByteWriter out, Root root) {
    out.putByte(LogEntry.COMPRESSION).putVarint(root.id).putVarint(root.compression.code());
  }

  static void readOnly(ByteWriter out, Root root) {
    out.putByte(LogEntry.READ_ONLY).putVarint(root.id).putByte(root.readOnly ? 1 : 0);
  }

  private static void text(ByteWriter out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.putVarint(bytes.length).putBytes(bytes);
  }

  private static void instant(ByteWriter out, Instant instant) {
    out.putSigned(instant.getEpochSecond()).putVarint(instant.getNano());
  }
}
