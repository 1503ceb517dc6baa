package io.mucca.fuse.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.sys.FuseDeviceCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The buffer that requests are received in, and the request that is there. Offsets are those in the
 * body. Belongs to one thread.
 */
final class Request {
  /** The most that one WRITE brings and one READ asks for. */
  static final int MAX_DATA_BYTES = 1 << 20;

  static final int PAGE_BYTES = 4096;

  /**
   * The data of a WRITE then starts on a page, and a device that wants aligned memory gets it
   * without a copy.
   */
  private static final int START = PAGE_BYTES - InHeaderLayout.BYTES - WriteInLayout.BYTES;

  private static final int BODY = START + InHeaderLayout.BYTES;

  private final MemorySegment memory =
      Arena.ofAuto().allocate(PAGE_BYTES + MAX_DATA_BYTES, PAGE_BYTES);
  private final MemorySegment message = memory.asSlice(START);
  private final Slices written = new Slices(memory, PAGE_BYTES);
  private final byte[] @Nullable [] scratchNames = new byte[FileSystem.MAX_NAME_LENGTH + 1][];

  /** Waits for a request; returns its length or the negative errno. */
  int receive(int fd) {
    return FuseDeviceCalls.receive(fd, message);
  }

  int length() {
    return memory.get(JAVA_INT, START + InHeaderLayout.LENGTH);
  }

  int opcode() {
    return memory.get(JAVA_INT, START + InHeaderLayout.OPCODE);
  }

  long unique() {
    return memory.get(JAVA_LONG, START + InHeaderLayout.UNIQUE);
  }

  /** The inode that is asked about: node ids are inode numbers. */
  long inode() {
    return memory.get(JAVA_LONG, START + InHeaderLayout.NODE_ID);
  }

  int uid() {
    return memory.get(JAVA_INT, START + InHeaderLayout.UID);
  }

  int gid() {
    return memory.get(JAVA_INT, START + InHeaderLayout.GID);
  }

  int bodyLength() {
    return length() - InHeaderLayout.BYTES;
  }

  int getInt(int offset) {
    return memory.get(JAVA_INT, BODY + offset);
  }

  long getLong(int offset) {
    return memory.get(JAVA_LONG, BODY + offset);
  }

  /** The data of a WRITE. */
  MemorySegment writtenData(int sizeBytes) throws FsException {
    if (sizeBytes < 0 || sizeBytes > bodyLength() - WriteInLayout.BYTES) {
      throw malformed();
    }
    return written.of(sizeBytes);
  }

  /** The name that begins at an offset and ends with a NUL; the caller's to keep. */
  byte[] name(int offset) throws FsException {
    return bytes(offset, nameLength(offset));
  }

  /** The same in an array that holds it only until the next call. */
  byte[] scratchName(int offset) throws FsException {
    int length = nameLength(offset);
    if (length >= scratchNames.length) {
      return bytes(offset, length);
    }
    byte[] name = scratchNames[length];
    if (name == null) {
      name = new byte[length];
      scratchNames[length] = name;
    }
    MemorySegment.copy(memory, JAVA_BYTE, BODY + offset, name, 0, length);
    return name;
  }

  byte[] bytes(int offset, int length) throws FsException {
    if (length < 0 || length > bodyLength() - offset) {
      throw malformed();
    }
    byte[] bytes = new byte[length];
    MemorySegment.copy(memory, JAVA_BYTE, BODY + offset, bytes, 0, length);
    return bytes;
  }

  private int nameLength(int offset) throws FsException {
    int limit = bodyLength();
    for (int end = offset; end < limit; end++) {
      if (memory.get(JAVA_BYTE, BODY + end) == 0) {
        return end - offset;
      }
    }
    throw malformed();
  }

  private FsException malformed() {
    return new FsException(
        FsError.INVALID_ARGUMENT, "request " + opcode() + " of " + length() + " bytes is cut off");
  }
}
