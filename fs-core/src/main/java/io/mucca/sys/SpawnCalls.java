package io.mucca.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts programs, for what {@link ProcessBuilder} cannot do: to let one inherit a descriptor. */
public final class SpawnCalls {
  /** How the JDK turns a file name's bytes into a string, so that each goes back as it came. */
  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

  private static final int STANDARD_ERROR = 2;

  /** More than {@code posix_spawn_file_actions_t} takes in any C library. */
  private static final int ACTIONS_BYTES = 256;

  private static final MethodHandle ACTIONS_INIT =
      Downcalls.bindWithoutErrno(
          "posix_spawn_file_actions_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ACTIONS_DESTROY =
      Downcalls.bindWithoutErrno(
          "posix_spawn_file_actions_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ADD_DUP2 =
      Downcalls.bindWithoutErrno(
          "posix_spawn_file_actions_adddup2",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle ADD_OPEN =
      Downcalls.bindWithoutErrno(
          "posix_spawn_file_actions_addopen",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle SPAWN =
      Downcalls.bindWithoutErrno(
          "posix_spawn",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle WAITPID =
      Downcalls.bind("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  private SpawnCalls() {}

  /**
   * Starts a program, to be waited for with {@link #await}.
   *
   * @param command the program's path and its arguments
   * @param inherited a descriptor that it gets
   * @param asDescriptor the number that this has there; not a standard stream
   * @param errors an existing file for its standard error
   * @return its process number
   */
  public static int spawn(
      List<String> command,
      Map<String, String> environment,
      int inherited,
      int asDescriptor,
      Path errors)
      throws SysException {
    List<String> variables =
        environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pid = arena.allocate(JAVA_INT);
      MemorySegment actions = arena.allocate(ACTIONS_BYTES, Long.BYTES);
      MemorySegment argv = vector(arena, command);
      int error = (int) ACTIONS_INIT.invokeExact(actions);
      if (error == 0) {
        error = (int) ADD_DUP2.invokeExact(actions, inherited, asDescriptor);
      }
      if (error == 0) {
        error =
            (int)
                ADD_OPEN.invokeExact(
                    actions,
                    STANDARD_ERROR,
                    arena.allocateFrom(errors.toString(), NAMES),
                    OpenFlags.O_WRONLY | OpenFlags.O_TRUNC,
                    0);
      }
      if (error == 0) {
        error =
            (int)
                SPAWN.invokeExact(
                    pid,
                    arena.allocateFrom(command.getFirst(), NAMES),
                    actions,
                    MemorySegment.NULL,
                    argv,
                    vector(arena, variables));
      }
      int destroyed = (int) ACTIONS_DESTROY.invokeExact(actions);
      if (error != 0 || destroyed != 0) {
        throw new SysException("start " + command.getFirst(), error != 0 ? error : destroyed);
      }
      return pid.get(JAVA_INT, 0);
    } catch (SysException e) {
      throw e;
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
  }

  /** C's {@code argv} and {@code envp}. */
  private static MemorySegment vector(Arena arena, List<String> words) {
    MemorySegment vector = arena.allocate(ADDRESS, words.size() + 1L);
    for (int i = 0; i < words.size(); i++) {
      vector.setAtIndex(ADDRESS, i, arena.allocateFrom(words.get(i), NAMES));
    }
    return vector;
  }

  /** Waits for the end of a program; returns its exit status, or -1 if a signal ended it. */
  public static int await(int pid) throws SysException {
    MemorySegment state = Downcalls.callState();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      int ended;
      do {
        try {
          ended = (int) WAITPID.invokeExact(state, pid, status, 0);
        } catch (Throwable t) {
          throw Downcalls.misuse(t);
        }
      } while (ended < 0 && Downcalls.errno(state) == Errno.EINTR);
      if (ended < 0) {
        throw Downcalls.failure("waitpid " + pid);
      }
      int word = status.get(JAVA_INT, 0);
      return (word & 0x7f) == 0 ? word >>> 8 & 0xff : -1;
    }
  }
}
