package io.mucca.tools.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.NotAnImageException;
import io.mucca.block.UnsupportedFormatException;
import io.mucca.device.DeviceBusyException;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.sys.Errno;
import io.mucca.sys.SysException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
  static Stream<Arguments> exceptions() {
    return Stream.of(
        Arguments.of(new NotAnImageException("x.img holds no superblock"), ExitCode.NOT_FOUND),
        Arguments.of(new NoSuchFileException("x.img"), ExitCode.NOT_FOUND),
        Arguments.of(new FsException(FsError.NOT_FOUND, "no root a"), ExitCode.NOT_FOUND),
        Arguments.of(new DeviceBusyException("x.img"), ExitCode.BUSY),
        Arguments.of(new FsException(FsError.BUSY, "a is in use"), ExitCode.BUSY),
        Arguments.of(new CorruptBlockException("block 7"), ExitCode.DAMAGED),
        Arguments.of(new UnsupportedFormatException("version 9"), ExitCode.FAILED),
        Arguments.of(new FsException(FsError.EXISTS, "a exists"), ExitCode.FAILED),
        Arguments.of(new FsException(FsError.NO_SPACE, "full"), ExitCode.FAILED),
        Arguments.of(new AccessDeniedException("x.img"), ExitCode.FAILED),
        Arguments.of(new FileAlreadyExistsException("x.img"), ExitCode.FAILED),
        Arguments.of(new SysException("open x", Errno.ENOENT), ExitCode.NOT_FOUND),
        Arguments.of(new SysException("open x", Errno.EACCES), ExitCode.FAILED),
        Arguments.of(new SysException("pwrite", Errno.ENOSPC), ExitCode.FAILED),
        Arguments.of(new SysException("pwrite", Errno.EINTR), ExitCode.FAILED),
        Arguments.of(new IOException("the cable"), ExitCode.FAILED),
        Arguments.of(new IllegalStateException("a bug"), ExitCode.FAILED));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void exceptionHasItsExitCodeAndItsOwnWords(Exception thrown, ExitCode exitCode) {
    Failure failure = Failures.of(thrown);
    assertEquals(exitCode, failure.exitCode());
    assertTrue(failure.getMessage().contains(thrown.getMessage()), failure::getMessage);
  }

  @ParameterizedTest
  @EnumSource(FsError.class)
  void everyFilesystemErrorIsOneLine(FsError error) {
    Failure failure = Failures.of(new FsException(error, "first line\n  second line\n"));
    assertFalse(failure.getMessage().contains("\n"), failure::getMessage);
    assertTrue(failure.getMessage().startsWith("first line second line"), failure::getMessage);
  }

  @Test
  void failureStaysAsItIs() {
    Failure failure = Failure.busy("taken");
    assertSame(failure, Failures.of(failure));
  }

  @Test
  void exceptionWithoutWordsIsNamedByItsClass() {
    assertTrue(Failures.of(new IOException()).getMessage().contains("IOException"));
  }

  @Test
  void exitCodesNeverChange() {
    assertEquals(0, ExitCode.OK.value());
    assertEquals(1, ExitCode.FAILED.value());
    assertEquals(2, ExitCode.USAGE.value());
    assertEquals(10, ExitCode.NOT_FOUND.value());
    assertEquals(11, ExitCode.BUSY.value());
    assertEquals(12, ExitCode.DAMAGED.value());
  }
}
