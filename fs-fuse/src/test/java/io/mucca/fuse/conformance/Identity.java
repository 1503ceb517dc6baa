package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.ConformanceCases.assertFails;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs actions as other users: each on a thread of its own, since Linux keeps the identity with the
 * thread.
 */
final class Identity {
  private Identity() {}

  /**
   * Loads the classes that most actions need: another user's thread, were it the first to need one,
   * may not be allowed to read it.
   */
  static void loadClasses() throws Exception {
    run(0, 0, new int[0], Identity::useClasses);
  }

  private static void useClasses() throws Exception {
    Sys.stat("/").type();
    assertFails(Errno.ENOENT, () -> Sys.open("/there is no such file", 0));
    String message = null;
    try {
      assertFails(Errno.EIO, () -> Sys.open("/there is no such file", 0));
    } catch (AssertionError expected) {
      message = expected.getMessage();
    }
    if (message == null) {
      throw new IllegalStateException("an assertion does not fail");
    }
  }

  /** Runs an action with no umask and a working directory of its own, and throws what it throws. */
  static void run(int uid, int gid, int[] groups, Action action) throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              Sys.unshareFileSystemState();
              Sys.umask(0);
              Sys.become(uid, gid, groups);
              action.run();
              return null;
            });
    Thread thread = new Thread(task, "user-" + uid);
    thread.start();
    thread.join();
    try {
      task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception exception -> throw exception;
        case Error error -> throw error;
        default -> throw e;
      }
    }
  }
}
