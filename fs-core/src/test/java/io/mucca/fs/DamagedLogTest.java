package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.Checksums;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.LogAnchor;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records with right checksums that contradict the image. Nothing of them is passed over: the image
 * does not open with its log, and each checkpoint still does.
 */
class DamagedLogTest {
  private static final long MAIN = 1;
  private static final long FIRST_SNAPSHOT = 2;
  private static final long DESTROYED = 4;
  private static final long NEXT_ID = 20;
  private static final long NO_INODE = 5000;

  private static MutationBase base;

  /** What a last record says that is added to a sound log. */
  record Entry(String name, String reason, Consumer<ByteWriter> encoding) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void makeImage() throws IOException {
    base = new MutationBase();
  }

  private static long generation() {
    return base.anatomy(base.unclosed()).superblock().generation();
  }

  private static long directory() throws IOException {
    MemoryDevice device = base.device(base.unclosed()).copy();
    try (VolumeImage image = VolumeImage.open(device, SampleImage.OPTIONS.asReadOnly());
        FileSystem files = image.openRoot(RootName.volume("main"), true)) {
      Attributes out = new Attributes();
      files.lookup(FileSystem.ROOT_INODE, SampleImage.name("directory"), out);
      return out.inode;
    }
  }

  private static MemoryDevice with(Consumer<ByteWriter> encoding) throws IOException {
    LogMutators.Target log = new LogMutators.Target(base.anatomy(base.unclosed()));
    ByteWriter writer = new ByteWriter(64);
    encoding.accept(writer);
    LogMutators.Entries record = new LogMutators.Entries();
    record.entries.add(writer.toByteArray());
    log.records.add(record);
    MemoryDevice device = base.device(base.unclosed()).copy();
    log.writeTo(device);
    return device;
  }

  private static Consumer<ByteWriter> put(long root, long high, byte[] value) {
    return out -> LogEncoder.put(out, root, high, 0, value, 0, value.length);
  }

  private static Consumer<ByteWriter> extent(long inode, boolean shared, long address) {
    // As of a block without content: with another one the record would end the log.
    int[] checksums = {Checksums.crc32c(new byte[SampleImage.BLOCK_SIZE])};
    return out ->
        LogEncoder.extent(
            out,
            new ExtentChain(),
            MAIN,
            inode,
            shared,
            new Extent(0, address, checksums.length, 0, checksums));
  }

  private static Consumer<ByteWriter> volume(long id, String name) {
    return out -> text(out.putByte(LogEntry.VOLUME).putVarint(id), name).putSigned(0).putVarint(0);
  }

  private static Consumer<ByteWriter> copy(long source, long id, String name) {
    return out -> {
      out.putByte(LogEntry.COPY).putVarint(source).putByte(3).putSigned(0).putVarint(0);
      text(out.putVarint(1).putVarint(id), name);
    };
  }

  private static Consumer<ByteWriter> ofRoot(int type, long id) {
    return out -> out.putByte(type).putVarint(id);
  }

  private static ByteWriter text(ByteWriter out, String text) {
    byte[] name = SampleImage.name(text);
    return out.putVarint(name.length).putBytes(name);
  }

  private static void bytesBehindTheEnd(ByteWriter out, long inode) {
    LogEncoder.bytes(out, MAIN, inode, new LoggedWrites());
    LogEncoder.pieces(out, List.of(new LoggedWrites.Piece(1L << 50, 1, new byte[1])));
  }

  private static byte[] inode(int mode) {
    Inode inode = new Inode();
    inode.reset(1, mode, 0, 0, new Timestamp());
    ByteWriter writer = new ByteWriter(64);
    inode.encode(writer);
    return writer.toByteArray();
  }

  private static Stream<Entry> contradictions() throws IOException {
    long directory = directory();
    long file = directory + 2;
    long node = base.anatomy(base.unclosed()).nodes().getFirst().pointer().address();
    long free = base.anatomy(base.unclosed()).geometry().blockCount() - 1;
    byte[] regular = inode(FileMode.REGULAR);
    long directoryKey = ItemKey.high(directory, ItemKey.INODE);
    Timestamp time = new Timestamp();
    return Stream.of(
        new Entry("unknown root", "no root 99", put(99, directoryKey, regular)),
        new Entry("snapshot", "cannot change", put(FIRST_SNAPSHOT, directoryKey, regular)),
        new Entry("other type", "another type", put(MAIN, directoryKey, regular)),
        new Entry("used blocks", "in use", extent(file, false, node)),
        new Entry("free blocks shared", "shared with nobody", extent(file, true, free)),
        new Entry("blocks of a directory", "not a regular file", extent(directory, false, free)),
        new Entry("bytes behind the end", "its end", out -> bytesBehindTheEnd(out, file)),
        new Entry(
            "no such file",
            "no inode",
            out -> LogEncoder.truncate(out, MAIN, NO_INODE, 5, true, time)),
        new Entry("cut of no file", "no inode", out -> LogEncoder.cut(out, MAIN, NO_INODE)),
        new Entry(
            "hole in a directory",
            "is a directory",
            out -> LogEncoder.punch(out, MAIN, directory, 0, 1, time)),
        new Entry("volume's name", "already", volume(NEXT_ID, "main")),
        new Entry("root's identity", "the next", volume(MAIN, "another")),
        new Entry("copy's name", "already", copy(MAIN, NEXT_ID, "main@first")),
        new Entry("snapshot of nothing", "no volume", copy(MAIN, NEXT_ID, "none@first")),
        new Entry("copy of nothing", "destroyed", copy(DESTROYED, NEXT_ID, "another")),
        new Entry("complete", "complete already", ofRoot(LogEntry.COMPLETE, MAIN)),
        new Entry("destroyed", "destroyed already", ofRoot(LogEntry.DESTROY, DESTROYED)),
        new Entry("has snapshots", "has snapshots", ofRoot(LogEntry.DESTROY, MAIN)),
        new Entry(
            "writable snapshot",
            "not a volume",
            out ->
                ofRoot(LogEntry.READ_ONLY, FIRST_SNAPSHOT).andThen(o -> o.putByte(0)).accept(out)),
        new Entry("no type", "of type 77", out -> out.putByte(77)));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void recordThatContradictsTheImageIsNamed(Entry entry) throws IOException {
    MemoryDevice device = with(entry.encoding());
    long record = base.anatomy(base.unclosed()).records().getLast().end();
    for (OpenOptions options :
        List.of(SampleImage.OPTIONS.asReadOnly(), SampleImage.OPTIONS, SampleImage.OPTIONS)) {
      CorruptBlockException damage =
          assertThrows(
              CorruptBlockException.class,
              () -> VolumeImage.open(new KeptDevice(device), options).close());
      String message = String.valueOf(damage.getMessage());
      assertTrue(message.contains("record " + record + " of the intent log"), message);
      assertTrue(message.contains(entry.reason()), message);
      assertTrue(message.contains("--generation " + generation()), message);
    }
    OpenOptions older = SampleImage.OPTIONS.atGeneration(generation());
    try (VolumeImage image = VolumeImage.open(new KeptDevice(device), older)) {
      assertEquals(List.of(), ImageWalk.lenient(image).errors());
    }
  }

  @Test
  void soundLogIsReplayed() throws IOException {
    MemoryDevice device = base.device(base.unclosed()).copy();
    try (VolumeImage image = VolumeImage.open(new KeptDevice(device), SampleImage.OPTIONS)) {
      assertEquals(List.of(), ImageWalk.lenient(image).errors());
      assertEquals("fresh2", image.root(RootName.volume("fresh2")).name().volume());
    }
    assertTrue(SampleImage.check(device).isClean());
  }

  @Test
  void superblockWithoutALogIsDamaged() throws IOException {
    MemoryDevice device = base.device(base.unclosed()).copy();
    for (Superblock old : SuperblockStore.readAll(device)) {
      Superblock without =
          new Superblock(
              old.features(),
              old.volumeId(),
              old.generation(),
              old.geometry(),
              old.commitTime(),
              old.spaceDigest(),
              old.freeBlocks(),
              old.rootsPointer(),
              old.nextRootId(),
              old.hashSeed(),
              LogAnchor.NONE);
      SuperblockStore.write(device, without);
    }
    CorruptBlockException e =
        assertThrows(
            CorruptBlockException.class,
            () -> VolumeImage.open(new KeptDevice(device), SampleImage.OPTIONS).close());
    assertTrue(e.getMessage().contains("no intent log"), e::getMessage);
  }
}
