package io.mucca.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

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

  public static final long MS_RDONLY = 1;
  public static final long MS_NOSUID = 1 << 1;
  public static final long MS_NODEV = 1 << 2;
  public static final long MS_NOEXEC = 1 << 3;
  public static final long MS_SYNCHRONOUS = 1 << 4;
  public static final long MS_DIRSYNC = 1 << 7;
  public static final long MS_NOATIME = 1 << 10;

  /** How the JDK turns a file name's bytes into a string, so that each goes back as it came. */
  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

  private static final MethodHandle UMOUNT2 =
      Downcalls.bind("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  private static final MethodHandle MOUNT =
      Downcalls.bind(
          "mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));

  private MountCalls() {}

  /**
   * Mounts a filesystem on a directory.
   *
   * @param source what the mount table shows; a path for filesystems on block devices
   * @param flags the union of {@code MS_} constants
   * @param data the filesystem's own options
   */
  public static void mount(String source, Path directory, String type, long flags, String data)
      throws SysException {
    int result;
    try (Arena arena = Arena.ofConfined()) {
      result =
          (int)
              MOUNT.invokeExact(
                  Downcalls.callState(),
                  arena.allocateFrom(source, NAMES),
                  arena.allocateFrom(directory.toString(), NAMES),
                  arena.allocateFrom(type, NAMES),
                  flags,
                  arena.allocateFrom(data, NAMES));
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    if (result != 0) {
      throw Downcalls.failure("mount " + directory);
    }
  }

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
