package io.mucca.device;

import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Decides which sectors of the writes that no sync had made durable are on the device after a
 * crash.
 *
 * <p>The answer for a sector is always the same, so that an image can be built again.
 */
@FunctionalInterface
public interface SectorSurvival {
  /**
   * @param event the write's index in {@link RecordingDevice#events()}
   * @param sector the index of the sector in the write; a discard is asked for sector 0 alone
   */
  boolean survives(int event, int sector);

  /** The device had written everything. */
  static SectorSurvival all() {
    return (event, sector) -> true;
  }

  /** The device had written nothing. */
  static SectorSurvival none() {
    return (event, sector) -> false;
  }

  /** The device had written these events, each whole, and no other. */
  static SectorSurvival events(BitSet events) {
    return (event, sector) -> events.get(event);
  }

  /** The device had written each event with a probability, each whole. */
  static SectorSurvival randomEvents(long seed, double probability) {
    return (event, sector) -> chance(seed, event, 0) < probability;
  }

  /** The device had written each sector with a probability, which tears writes. */
  static SectorSurvival randomSectors(long seed, double probability) {
    return (event, sector) -> chance(seed, event, sector) < probability;
  }

  private static double chance(long seed, int event, int sector) {
    long place = (long) event << Integer.SIZE | sector;
    // Two generators, so that neither neighbouring seeds nor neighbouring places have like
    // outcomes.
    return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ place).nextDouble();
  }
}
