package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.account.Account;
import io.mucca.device.BuildDirectory;
import io.mucca.device.FileDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.device.LoopDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was counted is, to the byte, what the kernel counted on a block device. */
class KernelAccountingTest {
  private static final int KERNEL_SECTOR = 512;
  private static final int SECTORS_WRITTEN = 6;

  @TempDir(factory = BuildDirectory.class)
  Path directory;

  @Test
  void categoriesSumToWhatTheKernelCounted() throws IOException {
    Path file = directory.resolve("image");
    FileDevice.create(file, 256L << 20);
    long seed = System.nanoTime();
    try (LoopDevice loop = LoopDevice.attach(file, KERNEL_SECTOR)) {
      try (FileDevice device = FileDevice.open(loop.path(), FileDeviceOptions.defaults())) {
        VolumeImage.format(device, FormatOptions.DEFAULT);
      }
      long before = kernelBytes(loop.path());
      FileDevice device = FileDevice.open(loop.path(), FileDeviceOptions.defaults());
      try (VolumeImage image = VolumeImage.open(device, OpenOptions.DEFAULT)) {
        work(image, new Random(seed));
        image.checkpoint();
        Account account = image.accounting().sinceOpened();
        long counted = kernelBytes(loop.path()) - before;
        assertTrue(counted > 1 << 20);
        assertEquals(counted, account.device().totalBytesWritten(), () -> "seed " + seed);
        AccountingTest.assertSumsAgree(account, counted, seed);
      }
    }
  }

  private static long kernelBytes(Path device) throws IOException {
    Path stat = Path.of("/sys/block", device.getFileName().toString(), "stat");
    String[] fields = Files.readString(stat).trim().split("\\s+");
    return Long.parseLong(fields[SECTORS_WRITTEN]) * KERNEL_SECTOR;
  }

  private static void work(VolumeImage image, Random random) throws IOException {
    MemorySegment buffer = Arena.ofAuto().allocate(1 << 20).fill((byte) 7);
    try (FileSystem fs = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      for (int i = 0; i < 100; i++) {
        fs.createNode(FileSystem.ROOT_INODE, ("file" + i).getBytes(US_ASCII), 0644, 0, 0, 0, out);
        long file = out.inode;
        int length = 1 + random.nextInt(random.nextBoolean() ? 10 : 500_000);
        fs.write(file, random.nextInt(200_000), buffer.asSlice(0, length));
        fs.write(file, random.nextInt(200_000), buffer.asSlice(0, 1));
        if (random.nextBoolean()) {
          fs.fsync(file);
        }
        if (i % 10 == 0) {
          image.cloneRoot(RootName.volume("main"), List.of("clone" + i), true);
        }
        if (i % 20 == 0) {
          image.destroy(RootName.volume("clone" + i));
        }
      }
      fs.syncAll();
    }
    image.awaitDeletions();
  }
}
