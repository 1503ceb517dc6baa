package io.mucca.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.sys.ProcessCalls;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class FileDeviceTest {
  private static final FileDeviceOptions DIRECT = FileDeviceOptions.defaults();
  private static final FileDeviceOptions BUFFERED = DIRECT.withBuffered(true);

  @TempDir(factory = BuildDirectory.class)
  Path directory;

  @Nested
  class Buffered extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() throws IOException {
      return FileDevice.open(newImage(SIZE_BYTES), BUFFERED);
    }
  }

  @Nested
  class Direct extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() throws IOException {
      return openDirect(newImage(SIZE_BYTES));
    }
  }

  private static FileDevice openDirect(Path image) throws IOException {
    try {
      return FileDevice.open(image, DIRECT);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("--buffered")) {
        throw new TestAbortedException(e.getMessage());
      }
      throw e;
    }
  }

  @Test
  void createdImageIsSparseAndItsOwnersAlone() throws IOException {
    Path image = newImage(1L << 40);
    assertEquals(1L << 40, Files.size(image));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(image)));
  }

  @Test
  void createRefusesToReplaceAFile() throws IOException {
    Path image = directory.resolve("image");
    Files.writeString(image, "precious");
    assertThrows(FileAlreadyExistsException.class, () -> FileDevice.create(image, 1 << 20));
    assertEquals("precious", Files.readString(image));
  }

  @Test
  void createThatFailsLeavesNothingBehind() {
    Path image = directory.resolve("image");
    IOException failure =
        assertThrows(IOException.class, () -> FileDevice.create(image, Long.MAX_VALUE));
    assertOneLineNaming(image, failure);
    assertFalse(Files.exists(image));
  }

  @Test
  void sizeOfAFileIsRoundedDownToWholeSectors() throws IOException {
    try (FileDevice device = FileDevice.open(newImage(10 * 512 + 511), BUFFERED)) {
      assertEquals(10 * 512, device.sizeBytes());
    }
  }

  @Test
  void directWriteOfOneSectorWorksAtEverySectorOffset() throws IOException {
    try (FileDevice device = openDirect(newImage(1 << 20))) {
      MemorySegment buffer = AlignedMemory.allocate(device.sectorSize());
      for (long offset = 0; offset < 8192; offset += device.sectorSize()) {
        device.write(offset, buffer, WriteCategory.LOG_RECORD);
      }
      device.sync();
    }
  }

  @Test
  void bytesAreInTheFile() throws IOException {
    Path image = newImage(1 << 20);
    try (FileDevice device = openDirect(image)) {
      device.write(8192, AlignedMemory.allocate(4096).fill((byte) 7), WriteCategory.DATA);
      device.sync();
    }
    byte[] bytes = Files.readAllBytes(image);
    assertEquals(1 << 20, bytes.length);
    assertEquals(0, bytes[8191]);
    assertEquals(7, bytes[8192]);
    assertEquals(7, bytes[12287]);
    assertEquals(0, bytes[12288]);
  }

  @Test
  void imageInUseIsRefusedToASecondWriterAndToReaders() throws IOException {
    Path image = newImage(1 << 20);
    try (FileDevice first = FileDevice.open(image, BUFFERED)) {
      assertOneLineNaming(
          image, assertThrows(DeviceBusyException.class, () -> FileDevice.open(image, BUFFERED)));
      assertThrows(
          DeviceBusyException.class, () -> FileDevice.open(image, BUFFERED.withReadOnly(true)));
      FileDevice.open(image, BUFFERED.withLock(false)).close();
      assertEquals(1 << 20, first.sizeBytes());
    }
    FileDevice.open(image, BUFFERED).close();
  }

  @Test
  void readersShareAnImageAndKeepWritersOut() throws IOException {
    Path image = newImage(1 << 20);
    FileDeviceOptions readOnly = BUFFERED.withReadOnly(true);
    try (FileDevice one = FileDevice.open(image, readOnly);
        FileDevice two = FileDevice.open(image, readOnly)) {
      one.read(0, AlignedMemory.allocate(4096));
      two.read(0, AlignedMemory.allocate(4096));
      assertThrows(DeviceBusyException.class, () -> FileDevice.open(image, BUFFERED));
    }
  }

  @Test
  void readOnlyDeviceRefusesWritesAndDiscards() throws IOException {
    Path image = newImage(1 << 20);
    try (FileDevice device = FileDevice.open(image, BUFFERED.withReadOnly(true))) {
      MemorySegment buffer = AlignedMemory.allocate(4096).fill((byte) 1);
      assertOneLineNaming(
          image,
          assertThrows(IOException.class, () -> device.write(0, buffer, WriteCategory.SUPERBLOCK)));
      assertThrows(IOException.class, () -> device.discard(0, 4096));
      device.read(0, buffer);
      assertEquals(-1, buffer.mismatch(AlignedMemory.allocate(4096)));
    }
  }

  @Test
  void missingFileIsNamed() {
    Path missing = directory.resolve("missing");
    IOException failure = assertThrows(IOException.class, () -> FileDevice.open(missing, DIRECT));
    assertOneLineNaming(missing, failure);
    assertTrue(failure.getMessage().contains("No such file"), failure::getMessage);
  }

  @Test
  void directoryIsNotADevice() {
    IOException failure = assertThrows(IOException.class, () -> FileDevice.open(directory, DIRECT));
    assertOneLineNaming(directory, failure);
    assertTrue(failure.getMessage().contains("is a directory"), failure::getMessage);
  }

  @Test
  void characterDeviceIsNotADevice() {
    Path device = Path.of("/dev/null");
    assertOneLineNaming(
        device, assertThrows(IOException.class, () -> FileDevice.open(device, DIRECT)));
  }

  @Test
  void fileWithoutPermissionIsNamed() throws IOException {
    Assumptions.assumeFalse(ProcessCalls.getuid() == 0, "root may open every file");
    Path image = newImage(1 << 20);
    Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("---------"));
    IOException failure = assertThrows(IOException.class, () -> FileDevice.open(image, DIRECT));
    assertOneLineNaming(image, failure);
    assertTrue(failure.getMessage().contains("Permission denied"), failure::getMessage);
  }

  /** The kernel's own files are regular ones that no version of it reads with direct I/O. */
  @Test
  void hostThatRefusesDirectIoIsToldAndTheWayOutIsNamed() throws IOException {
    Path file = Path.of("/proc/version");
    IOException failure =
        assertThrows(IOException.class, () -> FileDevice.open(file, DIRECT.withReadOnly(true)));
    assertOneLineNaming(file, failure);
    assertTrue(failure.getMessage().contains("--buffered"), failure::getMessage);
    FileDevice.open(file, BUFFERED.withReadOnly(true)).close();
  }

  @Test
  void fileThatShrankUnderTheDeviceFailsTheRead() throws IOException {
    Path image = newImage(1 << 20);
    try (FileDevice device = FileDevice.open(image, BUFFERED);
        FileChannel other = FileChannel.open(image, StandardOpenOption.WRITE)) {
      other.truncate(6144);
      MemorySegment buffer = AlignedMemory.allocate(8192);
      assertOneLineNaming(image, assertThrows(IOException.class, () -> device.read(0, buffer)));
    }
  }

  @Test
  void fileThatShrankToAPartOfASectorFailsADirectReadAndSaysWhereItEnds() throws IOException {
    Path image = newImage(1 << 20);
    try (FileDevice device = openDirect(image);
        FileChannel other = FileChannel.open(image, StandardOpenOption.WRITE)) {
      other.truncate(6100);
      MemorySegment buffer = AlignedMemory.allocate(8192);
      IOException failure = assertThrows(IOException.class, () -> device.read(0, buffer));
      assertOneLineNaming(image, failure);
      assertTrue(failure.getMessage().contains("ends at offset 6100"), failure::getMessage);
      device.read(0, buffer.asSlice(0, 4096));
    }
  }

  @Test
  void writeToAFileThatShrankPutsTheBytesWhereTheyBelong() throws IOException {
    Path image = newImage(1 << 20);
    try (FileDevice device = FileDevice.open(image, BUFFERED);
        FileChannel other = FileChannel.open(image, StandardOpenOption.WRITE)) {
      other.truncate(0);
      MemorySegment buffer = AlignedMemory.allocate(4096).fill((byte) 5);
      device.write(8192, buffer, WriteCategory.DATA);
      MemorySegment target = AlignedMemory.allocate(4096);
      device.read(8192, target);
      assertEquals(-1, target.mismatch(buffer));
    }
  }

  /** The kernel's own files cannot be synced, which stands in for a disk that fails. */
  @Test
  void syncThatFailedIsNeverTriedIntoSuccess() throws IOException {
    Path file = Path.of("/proc/version");
    try (FileDevice device = FileDevice.open(file, BUFFERED.withReadOnly(true))) {
      IOException first = assertThrows(IOException.class, device::sync);
      IOException second = assertThrows(IOException.class, device::sync);
      assertOneLineNaming(file, first);
      assertOneLineNaming(file, second);
      assertSame(first, second.getCause());
    }
  }

  @Test
  void discardGivesSpaceBackToTheHost() throws IOException {
    Path image = newImage(4 << 20);
    try (FileDevice device = FileDevice.open(image, BUFFERED)) {
      MemorySegment buffer = AlignedMemory.allocate(4 << 20).fill((byte) 1);
      device.write(0, buffer, WriteCategory.DATA);
      device.sync();
      device.discard(0, 4 << 20);
      device.read(0, buffer);
      Assumptions.assumeTrue(
          buffer.mismatch(AlignedMemory.allocate(4 << 20)) == -1,
          "the host of the build directory punches no holes");
    }
    assertEquals(4 << 20, Files.size(image));
  }

  private Path newImage(long sizeBytes) throws IOException {
    Path image = directory.resolve("image");
    FileDevice.create(image, sizeBytes);
    return image;
  }

  private static void assertOneLineNaming(Path path, IOException failure) {
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(path.toString()), message);
    assertFalse(message.contains("\n"), message);
  }
}
