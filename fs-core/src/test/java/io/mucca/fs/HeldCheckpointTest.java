package io.mucca.fs;

import static io.mucca.fs.SampleImage.content;
import static io.mucca.fs.SampleImage.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Checkpoints that are read while the image is in use. */
class HeldCheckpointTest {
  private static final int FILE_BYTES = 200_000;

  /** On an image of 2 MiB there is no room for three versions of it. */
  private static final int LARGE_FILE_BYTES = 700_000;

  private final MemoryDevice device;

  HeldCheckpointTest() throws IOException {
    device = SampleImage.full();
  }

  private static long file(FileSystem files, String name) throws IOException {
    Attributes out = new Attributes();
    files.createNode(FileSystem.ROOT_INODE, name(name), 0644, 1, 2, 0, out);
    return out.inode;
  }

  private static CheckReport check(HeldCheckpoint held) throws IOException {
    return ImageChecker.check(held, CheckOptions.DEFAULT, CheckProgress.NONE);
  }

  /** Overwrites a file again and again, each time with a checkpoint. */
  private static void overwrite(VolumeImage image, FileSystem files, long inode, int times)
      throws IOException {
    for (int i = 0; i < times; i++) {
      files.write(inode, 0, content(FILE_BYTES + i));
      image.checkpoint();
    }
  }

  @Test
  void checkpointStaysWholeWhileOthersAreMade() throws IOException {
    try (VolumeImage image = VolumeImage.open(device, SampleImage.OPTIONS);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      long inode = file(files, "rewritten");
      overwrite(image, files, inode, 1);
      long generation = image.statistics().generation();
      try (HeldCheckpoint held = image.holdCheckpoint()) {
        overwrite(image, files, inode, 100);
        files.unlink(FileSystem.ROOT_INODE, name("rewritten"));
        image.destroy(RootName.volume("other"));
        image.checkpoint();
        CheckReport report = check(held);
        assertTrue(report.isClean(), () -> report.problems().toString());
        assertEquals(generation, report.generation());
      }
    }
  }

  @Test
  void checkIsCleanWhileWritersWrite() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (VolumeImage image = VolumeImage.open(device, SampleImage.OPTIONS);
        FileSystem files = image.openRoot(RootName.volume("main"), false);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<?>> writers =
          List.of(
              threads.submit(() -> write(image, files, "one", stop)),
              threads.submit(() -> write(image, files, "two", stop)));
      try {
        for (int i = 0; i < 10; i++) {
          image.checkpoint();
          try (HeldCheckpoint held = image.holdCheckpoint()) {
            CheckReport report = check(held);
            assertTrue(report.isClean(), () -> report.problems().toString());
          }
        }
      } finally {
        stop.set(true);
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
  }

  private static Void write(VolumeImage image, FileSystem files, String name, AtomicBoolean stop)
      throws IOException {
    while (!stop.get()) {
      long inode = file(files, name);
      overwrite(image, files, inode, 3);
      files.unlink(FileSystem.ROOT_INODE, name(name));
    }
    return null;
  }

  @Test
  void checkGivesWayWhereSpaceIsShort() throws IOException {
    try (VolumeImage image = VolumeImage.open(SampleImage.format(2 << 20), SampleImage.OPTIONS);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      long inode = file(files, "rewritten");
      files.write(inode, 0, content(LARGE_FILE_BYTES));
      image.checkpoint();
      try (HeldCheckpoint held = image.holdCheckpoint()) {
        for (int i = 0; i < 3; i++) {
          files.write(inode, 0, content(LARGE_FILE_BYTES));
          image.checkpoint();
        }
        String message =
            assertThrows(CheckpointLostException.class, () -> check(held)).getMessage();
        assertTrue(message.contains("space ran short"), message);
      }
      try (HeldCheckpoint held = image.holdCheckpoint()) {
        assertTrue(check(held).isClean());
      }
    }
  }

  @Test
  void checkEndsWhenTheImageIsClosed() throws IOException {
    VolumeImage image = VolumeImage.open(device, SampleImage.OPTIONS);
    try (HeldCheckpoint held = image.holdCheckpoint()) {
      image.close();
      assertThrows(CheckpointLostException.class, () -> check(held));
    }
  }

  // ---- opening a certain checkpoint ----

  @Test
  void olderCheckpointIsOpenedReadOnly() throws IOException {
    List<CheckpointInfo> checkpoints;
    try (VolumeImage image = VolumeImage.open(device.copy(), SampleImage.OPTIONS)) {
      checkpoints = image.checkpoints();
    }
    assertEquals(3, checkpoints.size());
    long oldest = checkpoints.getLast().generation();
    OpenOptions options = SampleImage.OPTIONS.atGeneration(oldest);
    try (VolumeImage image = VolumeImage.open(device.copy(), options);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      assertEquals(oldest, image.statistics().generation());
      assertTrue(files.isReadOnly());
    }
  }

  @Test
  void checkpointThatIsNotThereIsNamedWithThoseThatAre() {
    OpenOptions options = SampleImage.OPTIONS.atGeneration(1);
    String message =
        assertThrows(
                NoSuchCheckpointException.class, () -> VolumeImage.open(device, options).close())
            .getMessage();
    assertTrue(message.matches(".* has no checkpoint 1; those .* are \\d+, \\d+, \\d+"), message);
  }
}
