package io.mucca.fuse.jnr;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mucca.fs.DirectoryVisitor;
import io.mucca.fs.FileSystem;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Hands directory entries to libfuse until its buffer is full. The function to call comes with each
 * request; jnr-ffi would make a proxy for it each time, a method handle takes its address as an
 * argument.
 */
final class DirectoryFiller implements DirectoryVisitor {
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MemorySegment filler;
  private final long handle;
  private final long stat;
  private final long nameBuffer;

  DirectoryFiller(long filler, long handle, Arena arena) {
    this.filler = MemorySegment.ofAddress(filler);
    this.handle = handle;
    this.stat = arena.allocate(StatLayout.SIZE_BYTES, Long.BYTES).address();
    this.nameBuffer = arena.allocate(FileSystem.MAX_NAME_LENGTH + 1).address();
  }

  @Override
  public boolean visit(byte[] name, long inode, int type, long cookie) {
    NativeMemory.putBytes(nameBuffer, name);
    NativeMemory.putByte(nameBuffer + name.length, (byte) 0);
    StatLayout.putType(stat, inode, type);
    return call(cookie);
  }

  private boolean call(long offset) {
    try {
      return (int) CALL.invokeExact(filler, handle, nameBuffer, stat, offset) == 0;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a C function throws nothing", e);
    }
  }
}
