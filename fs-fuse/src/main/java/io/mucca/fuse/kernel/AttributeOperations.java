package io.mucca.fuse.kernel;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsStatistics;
import java.io.IOException;

/** Reads and changes what an inode is. */
final class AttributeOperations {
  /** The bits of SETATTR that {@link FileSystem#setAttributes} is for. */
  private static final int ATTRIBUTES =
      SetattrInLayout.VALID_MODE
          | SetattrInLayout.VALID_UID
          | SetattrInLayout.VALID_GID
          | SetattrInLayout.VALID_ACCESS_TIME
          | SetattrInLayout.VALID_MODIFY_TIME;

  private final FileSystem fileSystem;
  private final KnownInodes known;
  private final Inodes inodes;
  private final Privileges privileges;

  AttributeOperations(ServedRoot root, Inodes inodes, Privileges privileges) {
    this.fileSystem = root.fileSystem();
    this.known = root.known();
    this.inodes = inodes;
    this.privileges = privileges;
  }

  int getattr(Exchange exchange) throws IOException {
    fileSystem.getAttributes(exchange.request.inode(), exchange.attributes);
    return inodes.putAttributes(exchange);
  }

  int statx(Exchange exchange) throws IOException {
    fileSystem.getAttributes(exchange.request.inode(), exchange.attributes);
    return inodes.putStatx(exchange);
  }

  int setattr(Exchange exchange) throws IOException {
    Request request = exchange.request;
    long inode = request.inode();
    int valid = request.getInt(SetattrInLayout.VALID);
    boolean sizeChanges = (valid & SetattrInLayout.VALID_SIZE) != 0;
    int owner = valid & (SetattrInLayout.VALID_UID | SetattrInLayout.VALID_GID);
    if (sizeChanges || owner != 0) {
      privileges.drop(exchange, inode, (valid & SetattrInLayout.KILL_SUIDGID) != 0);
    }
    if (sizeChanges) {
      known.mark(inode, KnownInodes.WRITTEN);
      fileSystem.truncate(inode, request.getLong(SetattrInLayout.SIZE), exchange.attributes);
    }
    if ((valid & ATTRIBUTES) != 0) {
      fillChange(request, valid, exchange.change);
      // Before: a write may come between.
      known.unmark(inode, KnownInodes.UNPRIVILEGED);
      fileSystem.setAttributes(inode, exchange.change, exchange.attributes);
    } else if (!sizeChanges) {
      fileSystem.getAttributes(inode, exchange.attributes);
    }
    return inodes.putAttributes(exchange);
  }

  private static void fillChange(Request request, int valid, AttributeChange change) {
    change.fields =
        bit(valid, SetattrInLayout.VALID_MODE, AttributeChange.MODE)
            | bit(valid, SetattrInLayout.VALID_UID, AttributeChange.UID)
            | bit(valid, SetattrInLayout.VALID_GID, AttributeChange.GID)
            | time(
                valid,
                SetattrInLayout.VALID_ACCESS_TIME,
                SetattrInLayout.VALID_ACCESS_NOW,
                AttributeChange.ACCESS_TIME,
                AttributeChange.ACCESS_TIME_NOW)
            | time(
                valid,
                SetattrInLayout.VALID_MODIFY_TIME,
                SetattrInLayout.VALID_MODIFY_NOW,
                AttributeChange.MODIFY_TIME,
                AttributeChange.MODIFY_TIME_NOW);
    change.mode = request.getInt(SetattrInLayout.MODE) & FileMode.PERMISSION_MASK;
    change.uid = request.getInt(SetattrInLayout.UID);
    change.gid = request.getInt(SetattrInLayout.GID);
    change.accessSeconds = request.getLong(SetattrInLayout.ACCESS_SECONDS);
    change.accessNanos = request.getInt(SetattrInLayout.ACCESS_NANOS);
    change.modifySeconds = request.getLong(SetattrInLayout.MODIFY_SECONDS);
    change.modifyNanos = request.getInt(SetattrInLayout.MODIFY_NANOS);
  }

  private static int bit(int valid, int asked, int field) {
    return (valid & asked) != 0 ? field : 0;
  }

  private static int time(int valid, int asked, int askedNow, int given, int now) {
    if ((valid & asked) == 0) {
      return 0;
    }
    return (valid & askedNow) != 0 ? now : given;
  }

  int readlink(Exchange exchange) throws IOException {
    byte[] target = fileSystem.readSymlink(exchange.request.inode());
    exchange.reply.putBytes(0, target);
    return target.length;
  }

  /** Inodes are made on demand, so the free ones are an estimate: one for each free block. */
  int statfs(Exchange exchange) throws IOException {
    FsStatistics statistics = fileSystem.statistics();
    Reply reply = exchange.reply;
    reply.clear(0, StatfsOutLayout.BYTES);
    reply.putLong(StatfsOutLayout.BLOCKS, statistics.totalBlocks());
    reply.putLong(StatfsOutLayout.FREE_BLOCKS, statistics.freeBlocks());
    reply.putLong(StatfsOutLayout.AVAILABLE_BLOCKS, statistics.freeBlocks());
    reply.putLong(StatfsOutLayout.FILES, statistics.inodes() + statistics.freeBlocks());
    reply.putLong(StatfsOutLayout.FREE_FILES, statistics.freeBlocks());
    reply.putInt(StatfsOutLayout.BLOCK_SIZE, statistics.blockSizeBytes());
    reply.putInt(StatfsOutLayout.NAME_LENGTH, FileSystem.MAX_NAME_LENGTH);
    reply.putInt(StatfsOutLayout.FRAGMENT_SIZE, statistics.blockSizeBytes());
    return StatfsOutLayout.BYTES;
  }
}
