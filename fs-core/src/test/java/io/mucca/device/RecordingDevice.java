package io.mucca.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps every write, discard and sync in order, and rebuilds what the device may hold after a crash
 * at any of them.
 *
 * <p>Operations go one at a time, so that the order of the events is the order in which they
 * happened: a sync covers exactly the events before it.
 */
public final class RecordingDevice extends FilterDevice {
  /** One thing that changed the device or made its changes durable. */
  public sealed interface Event {}

  /**
   * @param bytes a copy of what was written; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // Two writes of the same bytes are two events.
  public record Write(long offsetBytes, byte[] bytes, WriteCategory category) implements Event {}

  /** A range whose content was given up. */
  public record Discard(long offsetBytes, long lengthBytes) implements Event {}

  /** Everything before this is durable. */
  public record Sync() implements Event {}

  // All guarded by this.
  private final ForkableDevice initial;
  private final List<Event> events = new ArrayList<>();
  private ForkableDevice durable;
  private int durableEvents;

  /** Records what happens to {@code device} from now on; what it holds now is durable. */
  public RecordingDevice(BlockDevice device) throws IOException {
    super(device);
    initial = ForkableDevice.copyOf(device);
    durable = initial.fork();
  }

  /** The events so far. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** How many events there are so far; each number up to it is a place to crash. */
  public synchronized int eventCount() {
    return events.size();
  }

  /**
   * A new device with what is there after a crash that let the first {@code eventCount} events
   * happen: all that the last sync among them covers, and of the later ones the sectors that
   * survive. Asking in ascending order is cheapest.
   */
  public synchronized ForkableDevice imageAfter(int eventCount, SectorSurvival survival)
      throws IOException {
    int synced = syncedBefore(eventCount);
    advanceDurableTo(synced);
    ForkableDevice image = durable.fork();
    for (int i = synced; i < eventCount; i++) {
      apply(i, image, survival);
    }
    return image;
  }

  /**
   * How many of the first {@code eventCount} events the last sync among them made durable, itself
   * included.
   */
  public synchronized int syncedBefore(int eventCount) {
    int synced = eventCount;
    while (synced > 0 && !(events.get(synced - 1) instanceof Sync)) {
      synced--;
    }
    return synced;
  }

  private void advanceDurableTo(int synced) throws IOException {
    if (synced < durableEvents) {
      durable = initial.fork();
      durableEvents = 0;
    }
    for (; durableEvents < synced; durableEvents++) {
      apply(durableEvents, durable, SectorSurvival.all());
    }
  }

  private void apply(int index, ForkableDevice image, SectorSurvival survival) throws IOException {
    switch (events.get(index)) {
      case Write write -> applyWrite(index, write, image, survival);
      case Discard discard -> {
        if (survival.survives(index, 0)) {
          image.discard(discard.offsetBytes(), discard.lengthBytes());
        }
      }
      case Sync _ -> {}
    }
  }

  private static void applyWrite(
      int index, Write write, ForkableDevice image, SectorSurvival survival) {
    int sectorSize = image.sectorSize();
    int sectorCount = write.bytes().length / sectorSize;
    for (int sector = 0; sector < sectorCount; sector++) {
      if (survival.survives(index, sector)) {
        int start = sector * sectorSize;
        image.writeSector(write.offsetBytes() + start, write.bytes(), start);
      }
    }
  }

  @Override
  public synchronized void read(long offsetBytes, MemorySegment target) throws IOException {
    super.read(offsetBytes, target);
  }

  @Override
  public synchronized void write(long offsetBytes, MemorySegment source, WriteCategory category)
      throws IOException {
    super.write(offsetBytes, source, category);
    byte[] bytes = new byte[Math.toIntExact(source.byteSize())];
    MemorySegment.ofArray(bytes).copyFrom(source);
    events.add(new Write(offsetBytes, bytes, category));
  }

  @Override
  public synchronized void discard(long offsetBytes, long lengthBytes) throws IOException {
    super.discard(offsetBytes, lengthBytes);
    events.add(new Discard(offsetBytes, lengthBytes));
  }

  @Override
  public synchronized void sync() throws IOException {
    super.sync();
    events.add(new Sync());
  }
}
