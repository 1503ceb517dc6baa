package io.mucca.tools.scrub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.MemoryDevice;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.HeldCheckpoint;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.ScrubProgress;
import io.mucca.fs.ScrubReport;
import io.mucca.fs.VolumeImage;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scrubs that are paused. */
class ScrubsTest {
  private static final ScrubRequest BEGIN = new ScrubRequest(0, false);
  private static final ScrubRequest RESUME = new ScrubRequest(0, true);

  @TempDir private Path directory;
  private final MemoryDevice device = new MemoryDevice(16 << 20, 512);
  private HeldCheckpoint held;

  @BeforeEach
  void makeImage() throws IOException {
    VolumeImage.format(device, FormatOptions.DEFAULT);
    MemoryDevice used = device.copy();
    try (VolumeImage image = VolumeImage.open(used, OpenOptions.DEFAULT);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      files.createNode(FileSystem.ROOT_INODE, "file".getBytes(UTF_8), 0644, 1, 2, 0, out);
      files.write(out.inode, 0, MemorySegment.ofArray(new byte[5_000_000]));
      image.checkpoint();
      held = HeldCheckpoint.newest(used.copy());
    }
  }

  private Scrubs scrubs() {
    return new Scrubs(new ScrubStore(directory.resolve("run"), "x"));
  }

  @Test
  void pausedScrubIsResumedByAnotherProcess() throws IOException {
    ScrubReport first = scrubs().run(held, BEGIN, (done, _, _) -> done < 2_000_000);
    assertEquals(ScrubReport.End.PAUSED, first.end());
    ScrubStatus status = scrubs().status();
    assertEquals(ScrubStatus.State.PAUSED, status.state());
    assertTrue(status.doneBytes() >= 2_000_000, status::toString);
    ScrubReport second = scrubs().run(held, RESUME, ScrubProgress.NONE);
    assertEquals(ScrubReport.End.COMPLETE, second.end());
    assertEquals(second.totalBytes(), second.verifiedBytes());
    assertEquals(ScrubStatus.NONE, scrubs().status());
  }

  @Test
  void runningScrubCanBePausedAndIsAlone() throws IOException {
    Scrubs scrubs = scrubs();
    assertFalse(scrubs.pause());
    ScrubReport report =
        scrubs.run(
            held,
            BEGIN,
            (_, _, _) -> {
              assertTrue(scrubs.pause());
              return true;
            });
    assertEquals(ScrubReport.End.PAUSED, report.end());
  }

  @Test
  void nothingToResumeIsNotFound() {
    Failure failure =
        assertThrows(Failure.class, () -> scrubs().run(held, RESUME, ScrubProgress.NONE));
    assertEquals(ExitCode.NOT_FOUND, failure.exitCode());
  }

  @Test
  void damagedStateIsRefused() throws IOException {
    scrubs().run(held, BEGIN, (_, _, _) -> false);
    Files.write(directory.resolve("run/x.scrub"), new byte[100]);
    assertThrows(Failure.class, () -> scrubs().run(held, RESUME, ScrubProgress.NONE));
    assertEquals(ScrubReport.End.COMPLETE, scrubs().run(held, BEGIN, ScrubProgress.NONE).end());
  }
}
