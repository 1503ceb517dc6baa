package io.mucca.fuse.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.mucca.sys.FuseDeviceCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The buffer that replies are made in. Offsets are those in the body, which has whatever the last
 * reply left there. Belongs to one thread.
 */
final class Reply {
  /** The body, which is what READ reads, starts on a page. */
  private static final int BODY = Request.PAGE_BYTES;

  private static final int START = BODY - OutHeaderLayout.BYTES;

  private final MemorySegment memory;
  private final MemorySegment message;
  private final Slices bodies;

  /** Makes one for bodies of a size. */
  Reply(int maxBytes) {
    memory = Arena.ofAuto().allocate(BODY + maxBytes, Request.PAGE_BYTES);
    message = memory.asSlice(START);
    bodies = new Slices(memory, BODY);
  }

  void putByte(int offset, byte value) {
    memory.set(JAVA_BYTE, BODY + offset, value);
  }

  void putShort(int offset, int value) {
    memory.set(JAVA_SHORT, BODY + offset, (short) value);
  }

  void putInt(int offset, int value) {
    memory.set(JAVA_INT, BODY + offset, value);
  }

  void putLong(int offset, long value) {
    memory.set(JAVA_LONG, BODY + offset, value);
  }

  void putBytes(int offset, byte[] bytes) {
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, BODY + offset, bytes.length);
  }

  void clear(int offset, int length) {
    memory.asSlice(BODY + offset, length).fill((byte) 0);
  }

  int getInt(int offset) {
    return memory.get(JAVA_INT, BODY + offset);
  }

  long getLong(int offset) {
    return memory.get(JAVA_LONG, BODY + offset);
  }

  /** The first bytes of the body. */
  MemorySegment body(int sizeBytes) {
    return bodies.of(sizeBytes);
  }

  /**
   * Sends it.
   *
   * @param result the length of the body, or a negative errno, which has none
   * @return 0, or the negative errno of sending
   */
  int send(int fd, long unique, int result) {
    int length = OutHeaderLayout.BYTES + Math.max(result, 0);
    memory.set(JAVA_INT, START + OutHeaderLayout.LENGTH, length);
    memory.set(JAVA_INT, START + OutHeaderLayout.ERROR, Math.min(result, 0));
    memory.set(JAVA_LONG, START + OutHeaderLayout.UNIQUE, unique);
    return FuseDeviceCalls.send(fd, message, length);
  }

  /** Sends the body as a message that the kernel did not ask for. */
  int sendNotification(int fd, int code, int length) {
    memory.set(JAVA_INT, START + OutHeaderLayout.LENGTH, OutHeaderLayout.BYTES + length);
    memory.set(JAVA_INT, START + OutHeaderLayout.ERROR, code);
    memory.set(JAVA_LONG, START + OutHeaderLayout.UNIQUE, 0);
    return FuseDeviceCalls.send(fd, message, OutHeaderLayout.BYTES + length);
  }
}
