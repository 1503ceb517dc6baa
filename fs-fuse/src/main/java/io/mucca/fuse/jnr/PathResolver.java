package io.mucca.fuse.jnr;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks libfuse's paths: absolute, NUL-terminated, one slash between names, bytes of no charset.
 * libfuse locks a path against changes to its directories for as long as the callback runs.
 * Thread-safe.
 */
final class PathResolver {
  private final FileSystem fileSystem;
  private final HiddenNodes hidden;

  PathResolver(FileSystem fileSystem, HiddenNodes hidden) {
    this.fileSystem = fileSystem;
    this.hidden = hidden;
  }

  /** A place in a directory, with or without something there. */
  record Entry(long directory, byte[] name) {}

  /**
   * Finds what a path names; fills {@code out} with its attributes and returns its inode number.
   */
  long resolve(long path, Attributes out) throws IOException {
    if (isRoot(path)) {
      fileSystem.getAttributes(FileSystem.ROOT_INODE, out);
      return FileSystem.ROOT_INODE;
    }
    Entry entry = resolveParent(path, out);
    Long inode = hiddenInode(entry.name());
    if (inode == null) {
      fileSystem.lookup(entry.directory(), entry.name(), out);
    } else {
      fileSystem.getAttributes(inode, out);
    }
    return out.inode;
  }

  /** Finds the directory of the last name of a path, whether that exists or not. */
  Entry resolveParent(long path, Attributes scratch) throws IOException {
    if (isRoot(path)) {
      throw new FsException(FsError.INVALID_ARGUMENT, "the root directory has no name");
    }
    long directory = FileSystem.ROOT_INODE;
    long start = path + 1;
    long end = start;
    while (true) {
      byte next = NativeMemory.getByte(end);
      if (next == 0) {
        return new Entry(directory, nameBetween(start, end));
      }
      if (next == '/') {
        fileSystem.lookup(directory, nameBetween(start, end), scratch);
        directory = scratch.inode;
        start = end + 1;
      }
      end++;
    }
  }

  /**
   * The inode that libfuse means by a name it invented; but a lookup comes from a person who typed
   * it.
   */
  private @Nullable Long hiddenInode(byte[] name) {
    return SessionThread.current().opcode() == RequestLayout.LOOKUP ? null : hidden.find(name);
  }

  private static boolean isRoot(long path) {
    return NativeMemory.getByte(path + 1) == 0;
  }

  private static byte[] nameBetween(long start, long end) {
    return NativeMemory.getBytes(start, (int) (end - start));
  }

  /** A path for people to read. */
  static String describe(long path) {
    return new String(NativeMemory.getCString(path), StandardCharsets.UTF_8);
  }
}
