package io.mucca.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ErrnosTest {
  @Test
  void filesystemErrorsHaveTheirOwnNumbers() {
    assertEquals(28, Errnos.of(new FsException(FsError.NO_SPACE, "full")));
    assertEquals(30, Errnos.of(new FsException(FsError.READ_ONLY, "read-only")));
    assertEquals(61, Errnos.of(new FsException(FsError.NO_SUCH_ATTRIBUTE, "none")));
  }

  @Test
  void noErrorBecomesSuccess() {
    for (FsError error : FsError.values()) {
      assertTrue(Errnos.of(error) > 0, error.name());
    }
  }

  @Test
  void anythingElseIsAnInputOutputError() {
    assertEquals(Errnos.EIO, Errnos.of(new IOException("disk")));
    assertEquals(Errnos.EIO, Errnos.of(new IllegalStateException("bug")));
    assertEquals(Errnos.EIO, Errnos.of(new OutOfMemoryError()));
  }
}
