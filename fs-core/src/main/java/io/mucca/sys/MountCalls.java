package io.mucca.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.Path;

/** System calls on the mount table; a failure is a {@link SysException}. */
public final class MountCalls {
  /** Takes the mount out of the tree also if it is in use. */
  public static final int MNT_DETACH = 2;

  /** Fails rather than follow a symbolic link in the last name. */
  public static final int UMOUNT_NOFOLLOW = 8;

  /** How the JDK turns a file name's bytes into a string, so that each goes back as it came. */
  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

  private static final MethodHandle UMOUNT2 =
      Downcalls.bind("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  private MountCalls() {}

  /** Unmounts what is mounted on a directory. */
  public static void umount2(Path directory, int flags) throws SysException {
    int result;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(directory.toString(), NAMES);
      result = (int) UMOUNT2.invokeExact(Downcalls.callState(), path, flags);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    if (result != 0) {
      throw Downcalls.failure("umount2 " + directory);
    }
  }
}
