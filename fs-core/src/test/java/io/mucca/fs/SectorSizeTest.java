package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.account.Account;
import io.mucca.device.FilterDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An image that is padded to larger sectors than the device has. */
class SectorSizeTest {
  private static final int DEVICE_SECTOR = 512;

  /** Sums up what is written, and looks at each write. */
  private static final class PaddedDevice extends FilterDevice {
    private final int sectorBytes;
    long written;

    PaddedDevice(MemoryDevice device, int sectorBytes) {
      super(device);
      this.sectorBytes = sectorBytes;
    }

    @Override
    public void write(long offsetBytes, MemorySegment source, WriteCategory category)
        throws IOException {
      assertEquals(0, offsetBytes % sectorBytes, category::toString);
      assertEquals(0, source.byteSize() % sectorBytes, category::toString);
      written += source.byteSize();
      super.write(offsetBytes, source, category);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void everyWriteIsWholeSectorsOfTheImageAndCounted(int sectorBytes) throws IOException {
    MemoryDevice device = new MemoryDevice(32 << 20, DEVICE_SECTOR);
    VolumeImage.format(device, FormatOptions.DEFAULT.withSectorSize(sectorBytes));
    PaddedDevice padded = new PaddedDevice(device, sectorBytes);
    MemorySegment content = Arena.ofAuto().allocate(4096).fill((byte) 7);
    Attributes file = new Attributes();
    try (VolumeImage image = VolumeImage.open(padded, OpenOptions.DEFAULT);
        FileSystem fs = image.openRoot(RootName.volume("main"), false)) {
      fs.createNode(
          FileSystem.ROOT_INODE, "file".getBytes(US_ASCII), FileMode.REGULAR, 0, 0, 0, file);
      fs.write(file.inode, 0, content);
      fs.fsync(file.inode);
      long before = padded.written;
      fs.write(file.inode, 0, content);
      fs.fsync(file.inode);
      assertEquals(4096 + sectorBytes, padded.written - before);
      image.checkpoint();
      assertEquals(padded.written, image.accounting().sinceOpened().device().totalBytesWritten());
    }
  }

  @Test
  void checkpointIsCountedAfterItIsReadAgain() throws IOException {
    MemoryDevice device = new MemoryDevice(32 << 20, DEVICE_SECTOR);
    VolumeImage.format(device, FormatOptions.DEFAULT.withSectorSize(4096));
    Account formatted;
    try (VolumeImage image = VolumeImage.open(device, OpenOptions.DEFAULT)) {
      formatted = image.accounting().sinceFormatted();
    }
    int erased = 4 * DEVICE_SECTOR;
    assertEquals(erased + 4096L, formatted.device().written().of(WriteCategory.SUPERBLOCK));
  }

  @Test
  void smallerSectorsThanTheDeviceHasAreRefused() {
    MemoryDevice device = new MemoryDevice(32 << 20, 4096);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> VolumeImage.format(device, FormatOptions.DEFAULT.withSectorSize(512)));
    assertTrue(refused.getMessage().contains("own have 4096"), refused::getMessage);
  }
}
