package io.mucca.fs.model;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A hash over all names, attributes and bytes of a root, by which one sees whether it changed. */
final class TreeDigest {
  private static final int CHUNK_BYTES = 4096;

  /** No stretch of data in these tests is longer, so what follows is zeros. */
  private static final long MAX_RANGE_BYTES = 8L << 20;

  private final FileSystem fs;
  private final MessageDigest digest;
  private final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK_BYTES, CHUNK_BYTES);

  private TreeDigest(FileSystem fs) {
    this.fs = fs;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String of(FileSystem fs) throws IOException {
    TreeDigest tree = new TreeDigest(fs);
    tree.addInode(FileSystem.ROOT_INODE);
    return HexFormat.of().formatHex(tree.digest.digest());
  }

  private void addInode(long inode) throws IOException {
    Attributes attributes = new Attributes();
    fs.getAttributes(inode, attributes);
    add(inode, attributes.mode, attributes.linkCount, attributes.uid, attributes.gid);
    add(attributes.modifySeconds, attributes.modifyNanos);
    add(attributes.changeSeconds, attributes.changeNanos);
    for (byte[] name : fs.listXattrs(inode)) {
      digest.update(name);
      digest.update(fs.getXattr(inode, name));
    }
    if (attributes.isDirectory()) {
      addEntries(inode);
    } else if (attributes.isRegularFile()) {
      add(attributes.sizeBytes);
      addContent(inode);
    }
  }

  private void addEntries(long directory) throws IOException {
    List<DirectoryComparison.Listed> entries = new ArrayList<>();
    fs.readDirectory(
        directory,
        0,
        (name, inode, type, cookie) ->
            entries.add(new DirectoryComparison.Listed(new ByteString(name), inode, type, cookie)));
    for (DirectoryComparison.Listed entry : entries) {
      digest.update(entry.name().toByteArray());
      add(entry.cookie());
      addInode(entry.inode());
    }
  }

  /** Adds what is not zero, so that it does not matter which zeros are held as holes. */
  private void addContent(long inode) throws IOException {
    long offset = fs.seekData(inode, 0);
    while (offset >= 0) {
      long end = fs.seekHole(inode, offset);
      long last = Math.min(end - 1, offset + MAX_RANGE_BYTES);
      for (long at = offset - offset % CHUNK_BYTES; at >= 0 && at <= last; at += CHUNK_BYTES) {
        addChunk(inode, at);
      }
      offset = fs.seekData(inode, end);
    }
  }

  private void addChunk(long inode, long offset) throws IOException {
    int length = fs.read(inode, offset, chunk);
    byte[] bytes = chunk.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    for (byte value : bytes) {
      if (value != 0) {
        add(offset);
        digest.update(bytes);
        return;
      }
    }
  }

  private void add(long... values) {
    for (long value : values) {
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
    }
  }
}
