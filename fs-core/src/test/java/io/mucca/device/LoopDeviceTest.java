package io.mucca.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Block devices, by way of loop devices over image files. */
class LoopDeviceTest {
  private static final FileDeviceOptions DIRECT = FileDeviceOptions.defaults();

  @TempDir(factory = BuildDirectory.class)
  Path directory;

  private LoopDevice loop;

  /**
   * After the device under test is closed: callbacks of an enclosing class run after the nested
   * one's.
   */
  @AfterEach
  void detach() throws IOException {
    if (loop != null) {
      loop.close();
    }
  }

  @Nested
  class SmallSectors extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() throws IOException {
      return FileDevice.open(attach(SIZE_BYTES, 512), DIRECT);
    }
  }

  @Nested
  class LargeSectors extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() throws IOException {
      return FileDevice.open(attach(SIZE_BYTES, 4096), DIRECT);
    }
  }

  @Nested
  class Buffered extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() throws IOException {
      return FileDevice.open(attach(SIZE_BYTES, 512), DIRECT.withBuffered(true));
    }
  }

  @Test
  void sectorAndSizeAreTheBlockDevicesOwn() throws IOException {
    try (FileDevice device = FileDevice.open(attach(3 << 20, 4096), DIRECT)) {
      assertEquals(4096, device.sectorSize());
      assertEquals(3 << 20, device.sizeBytes());
    }
  }

  @Test
  void blockDeviceInUseIsRefused() throws IOException {
    Path path = attach(1 << 20, 512);
    try (FileDevice first = FileDevice.open(path, DIRECT)) {
      assertThrows(DeviceBusyException.class, () -> FileDevice.open(path, DIRECT));
      assertThrows(
          DeviceBusyException.class, () -> FileDevice.open(path, DIRECT.withReadOnly(true)));
      assertEquals(path.toString(), first.name());
    }
    FileDevice.open(path, DIRECT).close();
  }

  @Test
  void readersShareABlockDevice() throws IOException {
    Path path = attach(1 << 20, 512);
    FileDeviceOptions readOnly = DIRECT.withReadOnly(true);
    try (FileDevice one = FileDevice.open(path, readOnly);
        FileDevice two = FileDevice.open(path, readOnly)) {
      assertEquals(one.sizeBytes(), two.sizeBytes());
      assertThrows(DeviceBusyException.class, () -> FileDevice.open(path, DIRECT));
    }
  }

  private Path attach(long sizeBytes, int sectorSize) throws IOException {
    Path image = directory.resolve("image");
    FileDevice.create(image, sizeBytes);
    loop = LoopDevice.attach(image, sectorSize);
    return loop.path();
  }
}
