package io.mucca.block;

import static io.mucca.block.Geometry.REGION_BLOCKS;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decides which available blocks are handed out next: next fit, with one cursor for each zone, in
 * different regions as long as there is more than one with room. Not thread-safe: {@link SpaceMap}
 * guards it.
 *
 * <p>Sequential demand finds its blocks at the cursor. Where free space is in pieces, a search
 * remembers for each region that no longer run is left in it, so that the region is not searched
 * again before something in it becomes available.
 */
final class NextFit {
  /**
   * A search gives up looking for a run of the wanted length after this many regions without one.
   */
  private static final int MAX_SEARCHED = 8;

  private final @Nullable SpaceRegion[] regions;

  /** How many blocks of each region are available. */
  private final int[] available;

  /** No run in the region is longer than this. */
  private final int[] longestRun;

  /** No run in any region is longer than this. */
  private int longestAnywhere = REGION_BLOCKS;

  private final Cursor[] cursors = new Cursor[Zone.values().length];

  private static final class Cursor {
    int region;
    int index;

    Cursor(int region) {
      this.region = region;
    }
  }

  NextFit(@Nullable SpaceRegion[] regions, int firstRegion) {
    this.regions = regions;
    available = new int[regions.length];
    longestRun = new int[regions.length];
    Arrays.fill(available, REGION_BLOCKS);
    Arrays.fill(longestRun, REGION_BLOCKS);
    cursors[Zone.METADATA.ordinal()] = new Cursor(firstRegion);
    cursors[Zone.DATA.ordinal()] = new Cursor(Math.min(firstRegion + 1, regions.length - 1));
  }

  /** Blocks of a region became available. */
  void add(int region, int count) {
    available[region] += count;
    longestRun[region] = REGION_BLOCKS;
    longestAnywhere = REGION_BLOCKS;
  }

  /** Blocks of a region are no longer available. */
  void remove(int region, int count) {
    available[region] -= count;
  }

  /**
   * Finds 1 to {@code wanted} available blocks, if there are any, and moves the cursor behind them.
   */
  FreeRun next(int wanted, Zone zone) {
    FreeRun run = find(Math.min(wanted, longestAnywhere), zone);
    if (run.length() > 0) {
      Cursor cursor = cursors[zone.ordinal()];
      cursor.region = run.region();
      cursor.index = run.end();
    }
    return run;
  }

  private FreeRun find(int wanted, Zone zone) {
    Cursor cursor = cursors[zone.ordinal()];
    FreeRun best = FreeRun.find(cursor.region, regions[cursor.region], cursor.index, wanted);
    if (best.length() > 0 && best.start() == cursor.index && best.end() == REGION_BLOCKS) {
      // Only the region's end cuts it short: what comes next lies behind it, in the next region.
      return best;
    }
    int avoided = regionOfOther(zone);
    int searched = 0;
    for (int i = 1; i <= regions.length && best.length() < wanted; i++) {
      int region = (cursor.region + i) % regions.length;
      if (region != avoided && canHold(region, wanted)) {
        best = longer(best, search(region, wanted));
        searched++;
      }
      if (searched == MAX_SEARCHED) {
        break;
      }
    }
    if (best.length() < wanted && canHold(avoided, wanted)) {
      best = longer(best, search(avoided, wanted));
    }
    return best.length() == wanted
        ? best
        : longer(best, searchMostPromising(cursor.region, wanted));
  }

  private int regionOfOther(Zone zone) {
    return cursors[(zone == Zone.DATA ? Zone.METADATA : Zone.DATA).ordinal()].region;
  }

  private boolean canHold(int region, int length) {
    return bound(region) >= length;
  }

  private int bound(int region) {
    return Math.min(available[region], longestRun[region]);
  }

  private static FreeRun longer(FreeRun first, FreeRun second) {
    return second.length() > first.length() ? second : first;
  }

  /** Searches a whole region and remembers what was not there. */
  private FreeRun search(int region, int wanted) {
    FreeRun run = FreeRun.find(region, regions[region], 0, wanted);
    if (run.length() < wanted) {
      longestRun[region] = run.length();
    }
    return run;
  }

  /**
   * Searches the region that can hold the longest run, the next one after the cursor where several
   * can.
   */
  private FreeRun searchMostPromising(int current, int wanted) {
    int best = current;
    for (int i = 1; i < regions.length; i++) {
      int region = (current + i) % regions.length;
      if (bound(region) > bound(best)) {
        best = region;
      }
    }
    longestAnywhere = bound(best);
    return search(best, Math.min(wanted, longestAnywhere));
  }
}
