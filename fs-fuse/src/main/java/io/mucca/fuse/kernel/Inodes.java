package io.mucca.fuse.kernel;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import java.io.IOException;

/** Writes into replies what inodes are. Thread-safe. */
final class Inodes {
  private static final int PREFERRED_IO_BYTES = 4096;

  private final KnownInodes known;
  private final Validity validity;

  Inodes(ServedRoot root) {
    this.known = root.known();
    this.validity = root.validity();
  }

  /**
   * Writes an entry for the exchange's attributes, and counts it. Inode numbers are never used
   * again, so the generation is always the same.
   *
   * @return its length
   */
  int putEntry(Exchange exchange, int offset) {
    Attributes attributes = exchange.attributes;
    Reply reply = exchange.reply;
    known.found(attributes.inode, attributes.selfChanging);
    Validity.Time entry = attributes.selfChanging ? Validity.NONE : validity.entry();
    Validity.Time ofAttributes = timeOf(attributes);
    reply.putLong(offset + EntryOutLayout.NODE_ID, attributes.inode);
    reply.putLong(offset + EntryOutLayout.GENERATION, 0);
    reply.putLong(offset + EntryOutLayout.ENTRY_SECONDS, entry.seconds());
    reply.putInt(offset + EntryOutLayout.ENTRY_NANOS, entry.nanos());
    reply.putLong(offset + EntryOutLayout.ATTR_SECONDS, ofAttributes.seconds());
    reply.putInt(offset + EntryOutLayout.ATTR_NANOS, ofAttributes.nanos());
    putAttributes(reply, offset + EntryOutLayout.ATTR, attributes);
    return EntryOutLayout.BYTES;
  }

  /** Writes that a name does not exist, which may be believed until the kernel makes it. */
  int putAbsence(Reply reply) {
    reply.clear(0, EntryOutLayout.BYTES);
    reply.putLong(EntryOutLayout.ENTRY_SECONDS, validity.entry().seconds());
    reply.putInt(EntryOutLayout.ENTRY_NANOS, validity.entry().nanos());
    return EntryOutLayout.BYTES;
  }

  /** An entry did not reach the kernel. */
  void takeBackEntry(Exchange exchange) throws IOException {
    takeBackEntry(exchange, 0);
  }

  void takeBackEntry(Exchange exchange, int offset) throws IOException {
    long inode = exchange.reply.getLong(offset + EntryOutLayout.NODE_ID);
    if (inode != 0) {
      known.forget(inode, 1);
    }
  }

  /** Writes the answer to GETATTR and SETATTR for the exchange's attributes. */
  int putAttributes(Exchange exchange) {
    Reply reply = exchange.reply;
    Validity.Time time = timeOf(exchange.attributes);
    reply.putLong(AttrOutLayout.ATTR_SECONDS, time.seconds());
    reply.putInt(AttrOutLayout.ATTR_NANOS, time.nanos());
    putAttributes(reply, AttrOutLayout.ATTR, exchange.attributes);
    return AttrOutLayout.BYTES;
  }

  private Validity.Time timeOf(Attributes attributes) {
    if (attributes.selfChanging) {
      return Validity.NONE;
    }
    boolean written =
        FileMode.isRegularFile(attributes.mode) && known.has(attributes.inode, KnownInodes.WRITTEN);
    return written ? validity.writtenAttributes() : validity.attributes();
  }

  private static void putAttributes(Reply reply, int offset, Attributes attributes) {
    reply.putLong(offset + AttrLayout.INODE, attributes.inode);
    reply.putLong(offset + AttrLayout.SIZE, attributes.sizeBytes);
    reply.putLong(offset + AttrLayout.BLOCKS, attributes.allocatedSectors);
    reply.putLong(offset + AttrLayout.ACCESS_SECONDS, attributes.accessSeconds);
    reply.putLong(offset + AttrLayout.MODIFY_SECONDS, attributes.modifySeconds);
    reply.putLong(offset + AttrLayout.CHANGE_SECONDS, attributes.changeSeconds);
    reply.putInt(offset + AttrLayout.ACCESS_NANOS, attributes.accessNanos);
    reply.putInt(offset + AttrLayout.MODIFY_NANOS, attributes.modifyNanos);
    reply.putInt(offset + AttrLayout.CHANGE_NANOS, attributes.changeNanos);
    reply.putInt(offset + AttrLayout.MODE, attributes.mode);
    reply.putInt(offset + AttrLayout.LINK_COUNT, attributes.linkCount);
    reply.putInt(offset + AttrLayout.UID, attributes.uid);
    reply.putInt(offset + AttrLayout.GID, attributes.gid);
    // Both encodings agree in these bits, and no device number has others.
    reply.putInt(offset + AttrLayout.DEVICE_NUMBER, (int) attributes.deviceNumber);
    reply.putInt(offset + AttrLayout.BLOCK_SIZE, PREFERRED_IO_BYTES);
    reply.putInt(offset + AttrLayout.BLOCK_SIZE + Integer.BYTES, 0);
  }

  /** Writes the answer to STATX for the exchange's attributes. */
  int putStatx(Exchange exchange) {
    Reply reply = exchange.reply;
    Attributes attributes = exchange.attributes;
    Validity.Time time = timeOf(attributes);
    reply.clear(0, StatxOutLayout.BYTES);
    reply.putLong(StatxOutLayout.ATTR_SECONDS, time.seconds());
    reply.putInt(StatxOutLayout.ATTR_NANOS, time.nanos());
    reply.putInt(StatxOutLayout.MASK, StatxOutLayout.BASIC | StatxOutLayout.BIRTH);
    reply.putInt(StatxOutLayout.BLOCK_SIZE, PREFERRED_IO_BYTES);
    reply.putInt(StatxOutLayout.LINK_COUNT, attributes.linkCount);
    reply.putInt(StatxOutLayout.UID, attributes.uid);
    reply.putInt(StatxOutLayout.GID, attributes.gid);
    reply.putShort(StatxOutLayout.MODE, attributes.mode);
    reply.putLong(StatxOutLayout.INODE, attributes.inode);
    reply.putLong(StatxOutLayout.SIZE, attributes.sizeBytes);
    reply.putLong(StatxOutLayout.BLOCKS, attributes.allocatedSectors);
    putTime(reply, StatxOutLayout.ACCESS_TIME, attributes.accessSeconds, attributes.accessNanos);
    putTime(reply, StatxOutLayout.BIRTH_TIME, attributes.birthSeconds, attributes.birthNanos);
    putTime(reply, StatxOutLayout.CHANGE_TIME, attributes.changeSeconds, attributes.changeNanos);
    putTime(reply, StatxOutLayout.MODIFY_TIME, attributes.modifySeconds, attributes.modifyNanos);
    reply.putInt(StatxOutLayout.DEVICE_MAJOR, majorOf(attributes.deviceNumber));
    reply.putInt(StatxOutLayout.DEVICE_MINOR, minorOf(attributes.deviceNumber));
    return StatxOutLayout.BYTES;
  }

  private static void putTime(Reply reply, int offset, long seconds, int nanos) {
    reply.putLong(offset, seconds);
    reply.putInt(offset + Long.BYTES, nanos);
  }

  private static int majorOf(long deviceNumber) {
    return (int) (deviceNumber >>> 8) & 0xfff;
  }

  private static int minorOf(long deviceNumber) {
    return (int) (deviceNumber & 0xff) | ((int) (deviceNumber >>> 12) & 0xfff00);
  }
}
