package io.mucca.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeometryTest {
  @Test
  void placesTheAreasOneAfterTheOther() {
    Geometry geometry = new Geometry(100L << 20, 4096, 16384, 512, 2048);
    assertEquals(25600, geometry.blockCount());
    assertEquals(4, geometry.regionCount());
    assertEquals(65536, geometry.mapAreaOffset());
    assertEquals(4 * 144 * 1024, geometry.mapAreaLength());
    assertEquals(65536 + 2 * 16384 + 3 * 4096, geometry.countsOffset(2, 3));
    assertEquals(65536 + 4 * 16384, geometry.overflowOffset(0, 0));
    assertEquals(65536 + 4 * 16384 + 2 * 131072 + 32768, geometry.overflowOffset(2, 1));
    assertEquals((65536 + 4 * 144 * 1024) / 4096, geometry.firstDataBlock());
  }

  @Test
  void smallestImageOfSmallBlocksIsAboutOneMebibyte() {
    assertTrue(Geometry.minimumSizeBytes(512, 4096) <= 1 << 20);
    assertTrue(Geometry.minimumSizeBytes(4096, 16384) <= 1 << 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072})
  void minimumIsTheLeastThatIsAccepted(int blockSize) {
    long minimum = Geometry.minimumSizeBytes(blockSize, 65536);
    Geometry geometry = new Geometry(minimum, blockSize, 65536, 512, 0);
    assertTrue((geometry.blockCount() - geometry.firstDataBlock()) * blockSize >= 768 << 10);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Geometry(minimum - 1, blockSize, 65536, 512, 0));
    assertTrue(e.getMessage().contains("at least " + minimum), e.getMessage());
  }

  @Test
  void dataRangeEndsWithTheLastWholeBlock() {
    Geometry geometry = SpaceImage.geometry((2 << 20) + 511, 1024);
    assertTrue(geometry.isDataRange(geometry.firstDataBlock(), 1));
    assertTrue(geometry.isDataRange(2047, 1));
    assertTrue(!geometry.isDataRange(2047, 2));
    assertTrue(!geometry.isDataRange(geometry.firstDataBlock() - 1, 1));
    assertTrue(!geometry.isDataRange(Long.MAX_VALUE, 1));
  }

  @Test
  void refusesSizesThatDoNotFitTogether() {
    assertThrows(IllegalArgumentException.class, () -> new Geometry(1 << 24, 512, 4096, 4096, 0));
    assertThrows(IllegalArgumentException.class, () -> new Geometry(1 << 24, 3000, 4096, 512, 0));
    assertThrows(IllegalArgumentException.class, () -> new Geometry(1 << 24, 4096, 4096, 520, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new Geometry(Long.MAX_VALUE, 512, 4096, 512, 0));
  }
}
