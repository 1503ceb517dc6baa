package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.Geometry;
import io.mucca.block.LogAnchor;
import io.mucca.block.SpaceSeal;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.device.MemoryDevice;
import io.mucca.log.LogReader;
import io.mucca.log.LogRecord;
import io.mucca.log.LogWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the metadata of a sound image lies, and which pointers lead to it. */
final class ImageAnatomy {
  static final int SUPERBLOCK_STRIDE_BYTES = 16 << 10;
  static final int SUPERBLOCK_SLOTS = 4;
  static final int SPACE_SLOTS = 4;

  private final Superblock superblock;
  private final byte[] bytes;
  private final List<Area> areas = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<LogRecord> records = new ArrayList<>();

  /** What a piece of metadata is. */
  enum Kind {
    SUPERBLOCK,
    SPACE_SLOT,
    NODE,
    LOG_RECORD
  }

  /** A piece of metadata that a checksum covers as a whole. */
  record Area(Kind kind, String name, int offset, int length) {}

  /** A tree node, and where the pointers to it are: offsets in the image. */
  record Node(Area area, BlockPointer pointer, List<Integer> pointers) {}

  ImageAnatomy(MemoryDevice device) throws IOException {
    superblock = SuperblockStore.readAll(device).getFirst();
    bytes = read(device);
    addSuperblocks();
    addSpaceMap();
    addNodes(device);
    addLog(device);
  }

  private static byte[] read(MemoryDevice device) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = arena.allocate(device.sizeBytes(), 4096);
      device.read(0, all);
      return all.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  Superblock superblock() {
    return superblock;
  }

  Geometry geometry() {
    return superblock.geometry();
  }

  /** A copy of the whole image. */
  byte[] bytes() {
    return bytes.clone();
  }

  List<Area> areas() {
    return areas;
  }

  List<Area> areas(Kind kind) {
    return areas.stream().filter(area -> area.kind() == kind).toList();
  }

  /** The tree nodes of the newest checkpoint, each after all that it points to. */
  List<Node> nodes() {
    return nodes;
  }

  /** Kinds of which there is anything. */
  List<Kind> kinds() {
    return areas.stream().map(Area::kind).distinct().toList();
  }

  /** The records behind the newest checkpoint, in order. */
  List<LogRecord> records() {
    return records;
  }

  /** Where the newest superblock is. */
  int superblockOffset() {
    return (int) (superblock.generation() % SUPERBLOCK_SLOTS) * SUPERBLOCK_STRIDE_BYTES;
  }

  private void addSuperblocks() {
    for (int slot = 0; slot < SUPERBLOCK_SLOTS; slot++) {
      int offset = slot * SUPERBLOCK_STRIDE_BYTES;
      areas.add(new Area(Kind.SUPERBLOCK, "superblock " + slot, offset, Superblock.ENCODED_BYTES));
    }
  }

  private void addSpaceMap() {
    for (int region = 0; region < geometry().regionCount(); region++) {
      for (int slot = 0; slot < SPACE_SLOTS; slot++) {
        int offset = (int) SpaceSeal.offset(geometry(), region, slot);
        byte[] content = Arrays.copyOfRange(bytes, offset, offset + SpaceSeal.SLOT_BYTES);
        if (SpaceSeal.isWritten(content)) {
          areas.add(
              new Area(
                  Kind.SPACE_SLOT,
                  "slot " + slot + " of region " + region,
                  offset,
                  SpaceSeal.writtenBytes(content, geometry().sectorSize())));
        }
      }
    }
  }

  private void addNodes(MemoryDevice device) throws IOException {
    List<BlockPointer> pointers = MetadataMap.of(device).nodes();
    List<Node> found = new ArrayList<>();
    for (BlockPointer pointer : pointers) {
      int offset = (int) geometry().offsetOf(pointer.address());
      Area area = new Area(Kind.NODE, "node " + pointer.address(), offset, pointer.lengthBytes());
      found.add(new Node(area, pointer, new ArrayList<>()));
    }
    for (Node node : found) {
      areas.add(node.area());
      for (Node parent : found) {
        addPointers(node, parent.area());
      }
      addPointers(node, areas.get((int) (superblock.generation() % SUPERBLOCK_SLOTS)));
    }
    Set<Node> sorted = new LinkedHashSet<>();
    found.forEach(node -> addChildrenFirst(node, found, sorted));
    nodes.addAll(sorted);
  }

  /** A record at the ring's end, which goes on at its beginning, is no area. */
  private void addLog(MemoryDevice device) throws IOException {
    LogAnchor log = superblock.log();
    int ringOffset = (int) geometry().offsetOf(log.address());
    int ringBytes = log.blockCount() * geometry().blockSize();
    try (LogReader reader = new LogReader(device, geometry(), log, superblock.volumeIdLow())) {
      for (LogRecord record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
        int at = (int) (record.sequence() * geometry().sectorSize() % ringBytes);
        int length = LogWriter.HEADER_BYTES + record.payload().length;
        if (at + length <= ringBytes) {
          String name = "log record " + record.sequence();
          areas.add(new Area(Kind.LOG_RECORD, name, ringOffset + at, length));
        }
      }
    }
  }

  private void addPointers(Node node, Area holder) {
    byte[] wanted = new byte[BlockPointer.ENCODED_BYTES];
    node.pointer().encode(wanted, 0);
    int end = holder.offset() + holder.length();
    for (int at = holder.offset(); at + wanted.length <= end; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        node.pointers().add(at);
      }
    }
  }

  private static void addChildrenFirst(Node node, List<Node> all, Set<Node> sorted) {
    for (Node child : all) {
      if (child.pointers().stream().anyMatch(at -> isWithin(node.area(), at))) {
        addChildrenFirst(child, all, sorted);
      }
    }
    sorted.add(node);
  }

  private static boolean isWithin(Area area, int offset) {
    return offset >= area.offset() && offset < area.offset() + area.length();
  }
}
