package io.mucca.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecordingDeviceTest {
  private static final int SECTOR = 512;

  private final MemoryDevice memory = new MemoryDevice(1 << 20, SECTOR);
  private RecordingDevice device;

  @Nested
  class Contract extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() throws IOException {
      return new RecordingDevice(new MemoryDevice(SIZE_BYTES, SECTOR));
    }
  }

  /** Sectors 0 to 3 of the device hold 1 before the recording. */
  @BeforeEach
  void fillAndRecord() throws IOException {
    memory.write(0, filled(4, 1), WriteCategory.DATA);
    device = new RecordingDevice(memory);
  }

  @Test
  void imageBeforeAnyEventIsWhatTheDeviceHeldAtFirst() throws IOException {
    write(0, 4, 2);
    device.sync();
    assertEquals("1111", image(0, SectorSurvival.all()));
  }

  @Test
  void syncedWritesAlwaysSurvive() throws IOException {
    write(0, 1, 2);
    device.sync();
    write(1, 1, 3);
    assertEquals("2111", image(3, SectorSurvival.none()));
    assertEquals("2311", image(3, SectorSurvival.all()));
    assertEquals("2111", image(2, SectorSurvival.all()));
    assertEquals("1111", image(1, SectorSurvival.none()));
  }

  @Test
  void anySubsetOfUnsyncedWritesCanSurvive() throws IOException {
    write(0, 1, 2);
    write(1, 1, 3);
    write(2, 1, 4);
    BitSet survivors = new BitSet();
    survivors.set(0);
    survivors.set(2);
    assertEquals("2141", image(3, SectorSurvival.events(survivors)));
  }

  @Test
  void writeCanTearBetweenSectors() throws IOException {
    write(0, 4, 2);
    assertEquals("1212", image(1, (event, sector) -> sector % 2 == 1));
  }

  @Test
  void unsyncedDiscardMayOrMayNotHaveHappened() throws IOException {
    device.discard(SECTOR, 2 * SECTOR);
    assertEquals("1001", image(1, SectorSurvival.all()));
    assertEquals("1111", image(1, SectorSurvival.none()));
  }

  @Test
  void imageKeepsTheBytesOfTheTimeOfTheWrite() throws IOException {
    MemorySegment buffer = filled(1, 2);
    device.write(0, buffer, WriteCategory.DATA);
    buffer.fill((byte) 9);
    assertEquals("2111", image(1, SectorSurvival.all()));
  }

  @Test
  void randomSurvivalIsTheSameEachTimeAndDependsOnTheSeed() throws IOException {
    for (int i = 0; i < 64; i++) {
      write(i % 4, 1, i % 9 + 1);
    }
    BitSet outcomes = new BitSet();
    for (long seed = 0; seed < 20; seed++) {
      String first = image(64, SectorSurvival.randomSectors(seed, 0.2));
      assertEquals(first, image(64, SectorSurvival.randomSectors(seed, 0.2)));
      outcomes.set(Integer.parseInt(first));
    }
    assertTrue(outcomes.cardinality() > 1);
  }

  private void write(int firstSector, int sectors, int value) throws IOException {
    device.write((long) firstSector * SECTOR, filled(sectors, value), WriteCategory.DATA);
  }

  private static MemorySegment filled(int sectors, int value) {
    return AlignedMemory.allocate((long) sectors * SECTOR).fill((byte) value);
  }

  /** The first byte of each of the four sectors, as digits. */
  private String image(int eventCount, SectorSurvival survival) throws IOException {
    MemorySegment buffer = AlignedMemory.allocate(4 * SECTOR);
    device.imageAfter(eventCount, survival).read(0, buffer);
    StringBuilder digits = new StringBuilder();
    for (int sector = 0; sector < 4; sector++) {
      digits.append(buffer.get(ValueLayout.JAVA_BYTE, (long) sector * SECTOR));
    }
    return digits.toString();
  }
}
