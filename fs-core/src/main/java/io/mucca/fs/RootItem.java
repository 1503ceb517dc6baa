package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Cursor;
import io.mucca.btree.NodeStore;
import io.mucca.btree.Tree;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The item of a root in the tree of roots, under the key {@code id << 8 | ROOT, 0}. Its value:
 *
 * <pre>
 *   block pointer of the root node (28 bytes)
 *   flags (byte): bit 0 read-only, bit 1 being deleted, bit 2 incomplete
 *   created: seconds (signed varint), nanos (varint)
 *   next inode | inodes in use | referenced bytes   (varints)
 *   compression (varint, its code)
 *   volume | snapshot ("" for a volume) | origin ("" for none)   (each a varint length and that many bytes)
 * </pre>
 */
final class RootItem {
  private static final int READ_ONLY = 1;
  private static final int DELETING = 1 << 1;
  private static final int INCOMPLETE = 1 << 2;
  private static final int KNOWN_FLAGS = READ_ONLY | DELETING | INCOMPLETE;

  private RootItem() {}

  static long keyHigh(long id) {
    return ItemKey.high(id, ItemKey.ROOT);
  }

  /**
   * @throws CorruptBlockException if a count is not possible: something was taken away that the
   *     count did not have
   */
  static void encode(Root root, ByteWriter writer) throws CorruptBlockException {
    requireValid(root);
    writer.clear().putZeros(BlockPointer.ENCODED_BYTES);
    if (!root.tree.isOpen() && !root.tree.isEmpty()) {
      root.tree.pointer().encode(writer.bytes(), 0);
    }
    writer
        .putByte(flags(root))
        .putSigned(root.created.getEpochSecond())
        .putVarint(root.created.getNano())
        .putVarint(root.nextInode)
        .putVarint(root.inodeCount)
        .putVarint(root.referencedBytes)
        .putVarint(root.compression.code());
    putString(writer, root.name.volume());
    putString(writer, root.name.snapshot() == null ? "" : root.name.snapshot());
    putString(writer, root.origin == null ? "" : root.origin.toString());
  }

  private static int flags(Root root) {
    return (root.readOnly ? READ_ONLY : 0)
        | (root.deleting ? DELETING : 0)
        | (root.incomplete ? INCOMPLETE : 0);
  }

  private static void putString(ByteWriter writer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    writer.putVarint(bytes.length).putBytes(bytes);
  }

  /** What an item says, before there is a root. */
  record Fields(
      long id,
      RootName name,
      BlockPointer pointer,
      Instant created,
      @Nullable RootName origin,
      boolean readOnly,
      boolean deleting,
      boolean incomplete,
      long nextInode,
      long inodeCount,
      long referencedBytes,
      Compression compression) {}

  static Root decode(NodeStore nodes, Cursor cursor) throws CorruptBlockException {
    if (cursor.keyLow() != 0) {
      throw new CorruptBlockException("the tree of roots holds an item with a wrong key");
    }
    Fields fields = decode(cursor.keyHigh(), cursor.copyValue());
    Tree tree = new Tree(nodes, Extents.REFERENCES, fields.pointer());
    Root root = new Root(fields.id(), fields.name(), fields.created(), fields.origin(), tree);
    root.readOnly = fields.readOnly();
    root.deleting = fields.deleting();
    root.incomplete = fields.incomplete();
    root.nextInode = fields.nextInode();
    root.inodeCount = fields.inodeCount();
    root.referencedBytes = fields.referencedBytes();
    root.compression = fields.compression();
    return root;
  }

  static Fields decode(long keyHigh, byte[] value) throws CorruptBlockException {
    long id = ItemKey.inode(keyHigh);
    if (ItemKey.type(keyHigh) != ItemKey.ROOT || value.length < BlockPointer.ENCODED_BYTES) {
      throw new CorruptBlockException("the tree of roots holds an item that is no root, id " + id);
    }
    ByteReader reader = new ByteReader().of(value, 0, value.length);
    reader.skip(BlockPointer.ENCODED_BYTES);
    int flags = reader.getByte();
    if ((flags & ~KNOWN_FLAGS) != 0) {
      throw new CorruptBlockException("root " + id + " has unknown flags " + flags);
    }
    try {
      Instant created = Instant.ofEpochSecond(reader.getSigned(), reader.getCount());
      long nextInode = reader.getVarint();
      long inodeCount = reader.getVarint();
      long referencedBytes = reader.getVarint();
      Compression compression = Compression.ofCode(reader.getCount());
      String volume = getString(reader);
      String snapshot = getString(reader);
      String origin = getString(reader);
      requireValid(id, nextInode, inodeCount, referencedBytes);
      return new Fields(
          id,
          new RootName(volume, snapshot.isEmpty() ? null : snapshot),
          BlockPointer.decode(value, 0),
          created,
          origin.isEmpty() ? null : RootName.parse(origin),
          (flags & READ_ONLY) != 0,
          (flags & DELETING) != 0,
          (flags & INCOMPLETE) != 0,
          nextInode,
          inodeCount,
          referencedBytes,
          compression);
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new CorruptBlockException("root " + id + " is damaged: " + e.getMessage());
    }
  }

  /** Throws if what is known of a root cannot be. */
  static void requireValid(Root root) throws CorruptBlockException {
    requireValid(root.id, root.nextInode, root.inodeCount, root.referencedBytes);
  }

  private static void requireValid(long id, long nextInode, long inodeCount, long referencedBytes)
      throws CorruptBlockException {
    if (!ItemKey.isInode(id)
        || nextInode <= FileSystem.ROOT_INODE
        || nextInode > ItemKey.MAX_INODE
        || inodeCount < 0
        || referencedBytes < 0) {
      throw new CorruptBlockException(
          "root %d has %d inodes, %d bytes, and %d is the next inode"
              .formatted(id, inodeCount, referencedBytes, nextInode));
    }
  }

  private static String getString(ByteReader reader) throws CorruptBlockException {
    return new String(reader.getBytes(reader.getCount()), StandardCharsets.US_ASCII);
  }
}
