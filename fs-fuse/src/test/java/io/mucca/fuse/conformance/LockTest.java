package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Errno.EAGAIN;
import static io.mucca.fuse.conformance.Errno.EBADF;
import static io.mucca.fuse.conformance.Errno.EINVAL;
import static io.mucca.fuse.conformance.Flags.F_OFD_GETLK;
import static io.mucca.fuse.conformance.Flags.F_OFD_SETLK;
import static io.mucca.fuse.conformance.Flags.F_RDLCK;
import static io.mucca.fuse.conformance.Flags.F_SETLK;
import static io.mucca.fuse.conformance.Flags.F_UNLCK;
import static io.mucca.fuse.conformance.Flags.F_WRLCK;
import static io.mucca.fuse.conformance.Flags.LOCK_EX;
import static io.mucca.fuse.conformance.Flags.LOCK_NB;
import static io.mucca.fuse.conformance.Flags.LOCK_SH;
import static io.mucca.fuse.conformance.Flags.LOCK_UN;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_RDWR;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.fuse.Python;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** flock(2) and the record locks of fcntl(2). */
class LockTest extends ConformanceCases {
  private static final int TRY_SHARED = LOCK_SH | LOCK_NB;
  private static final int TRY_EXCLUSIVE = LOCK_EX | LOCK_NB;

  // ---- flock ----

  @Test
  void exclusiveLockIsAlone() throws Exception {
    int one = open(file("f"), O_RDWR);
    int two = open(at("f"), O_RDWR);
    Sys.flock(one, LOCK_EX);
    assertFails(EAGAIN, () -> Sys.flock(two, TRY_EXCLUSIVE));
    assertFails(EAGAIN, () -> Sys.flock(two, TRY_SHARED));
    Sys.flock(one, LOCK_UN);
    Sys.flock(two, TRY_EXCLUSIVE);
  }

  @Test
  void sharedLocksGoTogether() throws Exception {
    int one = open(file("f"), O_RDONLY);
    int two = open(at("f"), O_RDONLY);
    Sys.flock(one, LOCK_SH);
    Sys.flock(two, TRY_SHARED);
    assertFails(EAGAIN, () -> Sys.flock(one, TRY_EXCLUSIVE));
  }

  @Test
  void lockIsLetGoWithTheLastDescriptor() throws Exception {
    int one = open(file("f"), O_RDWR);
    int duplicate = keep(Sys.dup(one));
    int two = open(at("f"), O_RDWR);
    Sys.flock(one, LOCK_EX);
    close(one);
    assertFails(EAGAIN, () -> Sys.flock(two, TRY_EXCLUSIVE));
    close(duplicate);
    Sys.flock(two, TRY_EXCLUSIVE);
  }

  @Test
  void duplicatesShareTheirLock() throws Exception {
    int one = open(file("f"), O_RDWR);
    int duplicate = keep(Sys.dup(one));
    Sys.flock(one, LOCK_EX);
    Sys.flock(duplicate, TRY_EXCLUSIVE);
    Sys.flock(duplicate, LOCK_UN);
    Sys.flock(open(at("f"), O_RDWR), TRY_EXCLUSIVE);
  }

  @Test
  void directoriesAreLocked() throws Exception {
    int one = open(folder("d"), O_RDONLY);
    int two = open(at("d"), O_RDONLY);
    Sys.flock(one, LOCK_EX);
    assertFails(EAGAIN, () -> Sys.flock(two, TRY_EXCLUSIVE));
  }

  @Test
  void unknownOperationIsRefused() throws Exception {
    int fd = open(file("f"), O_RDWR);
    assertFails(EINVAL, () -> Sys.flock(fd, 0));
    assertFails(EBADF, () -> Sys.flock(1 << 20, LOCK_EX));
  }

  @Test
  void lockIsWaitedFor() throws Exception {
    int one = open(file("f"), O_RDWR);
    int two = open(at("f"), O_RDWR);
    Sys.flock(one, LOCK_EX);
    IOException[] failure = new IOException[1];
    Thread waiter =
        new Thread(
            () -> {
              try {
                Sys.flock(two, LOCK_EX);
              } catch (IOException e) {
                failure[0] = e;
              }
            });
    waiter.start();
    awaitTick();
    Sys.flock(one, LOCK_UN);
    waiter.join();
    assertEquals(null, failure[0]);
    assertFails(EAGAIN, () -> Sys.flock(one, TRY_SHARED));
  }

  @Test
  void otherProcessesMeetTheLock() throws Exception {
    int fd = open(file("f"), O_RDWR);
    Sys.flock(fd, LOCK_EX);
    String attempt =
        "print(attempt(lambda: fcntl.flock(os.open('f', os.O_RDWR), fcntl.LOCK_EX"
            + " | fcntl.LOCK_NB)))";
    assertEquals("EAGAIN", Python.run(Path.of(directory()), attempt));
    Sys.flock(fd, LOCK_UN);
    assertEquals("OK", Python.run(Path.of(directory()), attempt));
  }

  // ---- record locks ----

  @ParameterizedTest
  @CsvSource({
    "0, 10, 5, 10, true", "0, 10, 10, 10, false", "0, 10, 9, 1, true", "0, 0, 1000000, 1, true",
    "100, 0, 0, 100, false", "100, 0, 0, 101, true", "50, 10, 0, 50, false", "50, 10, 0, 0, true"
  })
  void lockedRangesCollideWhereTheyOverlap(
      long start, long length, long otherStart, long otherLength, boolean collides)
      throws Exception {
    int one = open(file("f"), O_RDWR);
    int two = open(at("f"), O_RDWR);
    Sys.lockRange(one, F_OFD_SETLK, F_WRLCK, start, length);
    if (collides) {
      assertFails(EAGAIN, () -> Sys.lockRange(two, F_OFD_SETLK, F_WRLCK, otherStart, otherLength));
    } else {
      Sys.lockRange(two, F_OFD_SETLK, F_WRLCK, otherStart, otherLength);
    }
    int found = Sys.lockRange(two, F_OFD_GETLK, F_RDLCK, otherStart, otherLength);
    assertEquals(collides ? F_WRLCK : F_UNLCK, found);
  }

  @Test
  void readLocksGoTogether() throws Exception {
    int one = open(file("f"), O_RDWR);
    int two = open(at("f"), O_RDWR);
    Sys.lockRange(one, F_OFD_SETLK, F_RDLCK, 0, 10);
    Sys.lockRange(two, F_OFD_SETLK, F_RDLCK, 0, 10);
    assertFails(EAGAIN, () -> Sys.lockRange(one, F_OFD_SETLK, F_WRLCK, 0, 1));
  }

  @Test
  void partOfALockIsLetGo() throws Exception {
    int one = open(file("f"), O_RDWR);
    int two = open(at("f"), O_RDWR);
    Sys.lockRange(one, F_OFD_SETLK, F_WRLCK, 0, 30);
    Sys.lockRange(one, F_OFD_SETLK, F_UNLCK, 10, 10);
    Sys.lockRange(two, F_OFD_SETLK, F_WRLCK, 10, 10);
    assertFails(EAGAIN, () -> Sys.lockRange(two, F_OFD_SETLK, F_WRLCK, 9, 1));
    assertFails(EAGAIN, () -> Sys.lockRange(two, F_OFD_SETLK, F_WRLCK, 20, 1));
  }

  @Test
  void lockMustFitTheDescriptor() throws Exception {
    int reader = open(file("f"), O_RDONLY);
    int writer = open(at("f"), O_WRONLY);
    assertFails(EBADF, () -> Sys.lockRange(reader, F_OFD_SETLK, F_WRLCK, 0, 1));
    assertFails(EBADF, () -> Sys.lockRange(writer, F_OFD_SETLK, F_RDLCK, 0, 1));
    assertFails(EINVAL, () -> Sys.lockRange(reader, F_OFD_SETLK, F_RDLCK, -1, 1));
  }

  /** fcntl(2): locks of a process go when it closes any descriptor of the file. */
  @Test
  void processesLockRecordsAndLetThemGoWithAnyClose() throws Exception {
    int fd = open(file("f"), O_RDWR);
    Sys.lockRange(fd, F_SETLK, F_WRLCK, 0, 10);
    String attempt =
        """
        f = os.open('f', os.O_RDWR)
        def lock(length, start):
          return attempt(lambda: fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start))
        print(lock(1, 9), lock(1, 10))
        """;
    assertEquals("EAGAIN OK", Python.run(Path.of(directory()), attempt));
    close(open(at("f"), O_RDONLY));
    assertEquals("OK OK", Python.run(Path.of(directory()), attempt));
  }

  @Test
  void locksOfAProcessThatEndsAreFree() throws Exception {
    int fd = open(file("f"), O_RDWR);
    Python.run(
        Path.of(directory()),
        "fcntl.lockf(os.open('f', os.O_RDWR), fcntl.LOCK_EX); fcntl.flock(os.open('f', 2), 2)");
    Sys.lockRange(fd, F_SETLK, F_WRLCK, 0, 0);
    Sys.flock(fd, TRY_EXCLUSIVE);
  }

  @Test
  void locksOfAnUnlinkedFileGoOn() throws Exception {
    int one = open(file("f"), O_RDWR);
    int two = open(at("f"), O_RDWR);
    Sys.unlink(at("f"));
    Sys.flock(one, LOCK_EX);
    assertFails(EAGAIN, () -> Sys.flock(two, TRY_EXCLUSIVE));
    Sys.flock(open(file("f"), O_RDWR), TRY_EXCLUSIVE);
  }
}
