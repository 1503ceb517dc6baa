package io.mucca.fs;

import static io.mucca.fs.SampleImage.name;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.BlockPointer;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.device.BlockDevice;
import io.mucca.device.FilterDevice;
import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.fs.CheckReport.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Logs that cannot be replayed: the check reports them, and a repair gives up what is to blame.
 * {@code -Dmucca.seed=N} repeats the forgeries of a seed.
 */
class LogRepairTest {
  private static final int RECORDS = 6;

  /** As many logs are forged at random; a soak takes more. */
  private static final int FORGED_LOGS = Integer.getInteger("mucca.forged", 200);

  /** One for each superblock: then none can have been lost behind the newest. */
  private static final int CHECKPOINTS = 4;

  /** Not closed; each record makes a file with as many blocks as its number, {@code file1} on. */
  private MemoryDevice device;

  @BeforeEach
  void makeImage() throws IOException {
    MemoryDevice used = SampleImage.format(2 << 20);
    try (VolumeImage image = VolumeImage.open(used, SampleImage.OPTIONS);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      files.createNode(FileSystem.ROOT_INODE, name("old"), 0644, 1, 2, 0, out);
      for (int i = 0; i < CHECKPOINTS; i++) {
        files.write(out.inode, 0, SampleImage.content(5000 + i));
        image.checkpoint();
      }
      for (int i = 1; i <= RECORDS; i++) {
        files.createNode(FileSystem.ROOT_INODE, name("file" + i), 0644, 1, 2, 0, out);
        files.write(out.inode, 0, content(i));
        files.fsync(out.inode);
      }
      device = used.copy();
    }
    assertEquals(RECORDS, new ImageAnatomy(device).records().size());
  }

  private static MemorySegment content(int number) {
    return SampleImage.content(number * SampleImage.BLOCK_SIZE);
  }

  /** Changes records and seals all of them again. */
  private void forge(Consumer<List<LogMutators.Entries>> forgery) throws IOException {
    LogMutators.Target log = new LogMutators.Target(new ImageAnatomy(device));
    forgery.accept(log.records);
    log.writeTo(device);
  }

  private static void addUnknownType(LogMutators.Entries record) {
    record.entries.add(new byte[] {77});
  }

  private static void addCutOfNoFile(LogMutators.Entries record) {
    ByteWriter writer = new ByteWriter(16);
    LogEncoder.cut(writer, 1, 5000);
    record.entries.add(writer.toByteArray());
  }

  private long sequence(int index) throws IOException {
    return new ImageAnatomy(device).records().get(index).sequence();
  }

  private ImageRepair plan() throws IOException {
    return ImageRepair.plan(device, CheckOptions.DEFAULT, CheckProgress.NONE);
  }

  private LogDamagedException requireNotOpened() {
    return assertThrows(
        LogDamagedException.class,
        () -> VolumeImage.open(new KeptDevice(device), SampleImage.OPTIONS).close());
  }

  /** Opens the image for writing, and tells which files it has; all content must be right. */
  private String filesFound() throws IOException {
    List<String> names = new ArrayList<>();
    try (VolumeImage image = VolumeImage.open(new KeptDevice(device), SampleImage.OPTIONS);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      files.createNode(FileSystem.ROOT_INODE, name("new"), 0644, 1, 2, 0, out);
      files.write(out.inode, 0, SampleImage.content(50_000));
      files.unlink(FileSystem.ROOT_INODE, name("new"));
      files.readDirectory(
          FileSystem.ROOT_INODE, 0, (name, inode, type, cookie) -> names.add(text(name)));
      for (int i = 1; i < names.size(); i++) {
        files.lookup(FileSystem.ROOT_INODE, name(names.get(i)), out);
        byte[] read = new byte[RECORDS * SampleImage.BLOCK_SIZE];
        int length = files.read(out.inode, 0, MemorySegment.ofArray(read));
        assertEquals(i * SampleImage.BLOCK_SIZE, length, names.get(i));
        MemorySegment bytes = MemorySegment.ofArray(read).asSlice(0, length);
        assertEquals(-1, bytes.mismatch(content(i)), names.get(i));
      }
    }
    requireClean();
    return String.join(" ", names);
  }

  private static String text(byte[] name) {
    return new String(name, UTF_8);
  }

  private CheckReport requireClean() throws IOException {
    CheckReport report = SampleImage.check(device);
    assertTrue(report.isClean(), () -> report.problems().toString());
    assertEquals(0, report.logRecordCount());
    return report;
  }

  private static MemorySegment bytes(MemoryDevice device) throws IOException {
    MemorySegment bytes = Arena.ofAuto().allocate(device.sizeBytes(), 4096);
    device.read(0, bytes);
    return bytes;
  }

  /** The log alone is damaged, and a repair leaves what the first records say. */
  private void repairs(int keptCount, String reason, String files) throws IOException {
    long sequence = sequence(keptCount);
    assertEquals(sequence, requireNotOpened().sequence());
    MemoryDevice before = device.copy();

    CheckReport report = SampleImage.check(device);
    assertEquals(Set.of(Kind.LOG), report.problemCounts().keySet(), report::toString);
    String problem = report.problems().getFirst().message();
    assertTrue(problem.contains("record " + sequence + " "), problem);
    assertTrue(problem.contains(reason), problem);

    ImageRepair repair = plan();
    RepairPlan plan = repair.plan();
    assertEquals(1, plan.actionCount(), plan::toString);
    assertEquals(List.of(), plan.left());
    String action = plan.actions().getFirst();
    int lost = RECORDS - keptCount;
    assertTrue(action.contains("from record " + sequence + " on (" + lost + " of its 6"), action);
    assertTrue(action.contains(reason), action);
    assertEquals(-1, bytes(before).mismatch(bytes(device)), "planning has written");

    repair.apply();
    requireClean();
    assertEquals(files, filesFound());
  }

  // ---- records that cannot be ----

  @Test
  void soundLogIsNoProblem() throws IOException {
    assertTrue(SampleImage.check(device).isClean());
    assertTrue(plan().plan().isEmpty());
    assertEquals("old file1 file2 file3 file4 file5 file6", filesFound());
  }

  @Test
  void recordInTheMiddleIsGivenUpWithWhatFollows() throws IOException {
    forge(records -> addUnknownType(records.get(3)));
    repairs(3, "of type 77", "old file1 file2 file3");
  }

  /** What precedes the impossible entry in its record could be applied, and is not. */
  @Test
  void recordThatContradictsTheTreesIsGivenUpAsAWhole() throws IOException {
    forge(records -> addCutOfNoFile(records.get(3)));
    repairs(3, "no inode 5000", "old file1 file2 file3");
  }

  @Test
  void firstRecordIsGivenUpAndNeverMetAgain() throws IOException {
    forge(records -> addCutOfNoFile(records.get(0)));
    repairs(0, "no inode 5000", "old");
  }

  @Test
  void lastRecordIsGivenUpAlone() throws IOException {
    forge(records -> addUnknownType(records.get(RECORDS - 1)));
    repairs(RECORDS - 1, "of type 77", "old file1 file2 file3 file4 file5");
  }

  /** A record that cannot be read is found before one that cannot be applied. */
  @Test
  void firstOfTwoDamagedRecordsCounts() throws IOException {
    forge(
        records -> {
          addCutOfNoFile(records.get(2));
          addUnknownType(records.get(4));
        });
    long sequence = sequence(2);
    assertTrue(requireNotOpened().sequence() > sequence);
    ImageRepair repair = plan();
    String action = repair.plan().actions().getFirst();
    assertTrue(action.contains("from record " + sequence + " on (4 of its 6"), action);
    repair.apply();
    assertEquals("old file1 file2", filesFound());
  }

  /** It says of the record before, whose data is missing, that it is durable. */
  @Test
  void recordThatIsGivenUpHasNoSayInWhatCounts() throws IOException {
    forge(
        records -> {
          records.get(2).durableUpTo = 0;
          records.subList(3, RECORDS).forEach(each -> each.durableUpTo = Long.MAX_VALUE);
        });
    long address = extents(2).getFirst().address();
    ImageCheckerTest.flip(device, address * SampleImage.BLOCK_SIZE, 1);
    plan().apply();
    assertEquals("old file1 file2", filesFound());
  }

  @Test
  void forgedLogsAreNoObstacleAfterARepair() throws IOException {
    long seed = Long.getLong("mucca.seed", new SplittableRandom().nextLong(1L << 48));
    System.out.println("forged logs: seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    MutationBase base = new MutationBase();
    int repairedCount = 0;
    for (int i = 0; i < FORGED_LOGS; i++) {
      LogMutators.Target log = new LogMutators.Target(base.anatomy(base.unclosed()));
      LogMutators.Mutator mutator = LogMutators.ALL.get(random.nextInt(LogMutators.ALL.size()));
      mutator.change().apply(log, random);
      device = base.device(base.unclosed()).copy();
      log.writeTo(device);
      if (damageMet() != null) {
        plan().apply();
        VolumeImage.open(new KeptDevice(device), SampleImage.OPTIONS).close();
        assertFalse(SampleImage.check(device).problemCounts().containsKey(Kind.LOG));
        repairedCount++;
      }
    }
    assertTrue(repairedCount > 0, "every log could be replayed");
  }

  // ---- damage elsewhere ----

  @Test
  void recordsThatRepairedCountsMakePossibleAreKept() throws IOException {
    List<LogEntry.Extent> extents = extents(3);
    device =
        ImageEditor.edit(
            device,
            (core, root, tree) ->
                extents.forEach(each -> core.space.claim(each.address(), each.count(), 1)));
    assertEquals(sequence(3), requireNotOpened().sequence());
    assertEquals(
        Set.of(Kind.LOG, Kind.REFERENCE_COUNT), SampleImage.check(device).problemCounts().keySet());
    ImageRepair repair = plan();
    assertEquals(2, repair.plan().actionCount(), () -> repair.plan().toString());
    repair.apply();
    assertTrue(SampleImage.check(device).isClean());
    assertEquals("old file1 file2 file3 file4 file5 file6", filesFound());
  }

  @Test
  void treesAndLogAreRepairedTogether() throws IOException {
    device = ImageEditor.edit(device, (core, root, tree) -> root.inodeCount++);
    forge(records -> addUnknownType(records.get(3)));
    ImageRepair repair = plan();
    assertEquals(2, repair.plan().actionCount(), () -> repair.plan().toString());
    repair.apply();
    assertEquals("old file1 file2 file3", filesFound());
  }

  private List<LogEntry.Extent> extents(int index) throws IOException {
    ImageAnatomy anatomy = new ImageAnatomy(device);
    byte[] payload = anatomy.records().get(index).payload();
    List<LogEntry.Extent> extents = new ArrayList<>();
    for (LogEntry entry : LogEntry.decodeAll(payload, new LogRules(anatomy.geometry()))) {
      if (entry instanceof LogEntry.Extent extent) {
        extents.add(extent);
      }
    }
    assertFalse(extents.isEmpty());
    return extents;
  }

  @Test
  void replayThatMeetsADamagedNodeEndsBefore() throws IOException {
    MutationBase base = new MutationBase();
    int metCount = 0;
    for (ImageAnatomy.Node node : base.anatomy(base.unclosed()).nodes()) {
      device = base.device(base.unclosed()).copy();
      BlockPointer pointer = node.pointer();
      long middle = pointer.address() * SampleImage.BLOCK_SIZE + pointer.lengthBytes() / 2;
      ImageCheckerTest.flip(device, middle, 4);
      LogDamagedException damage = damageMet();
      if (damage != null) {
        metCount++;
        Set<Kind> kinds = SampleImage.check(device).problemCounts().keySet();
        assertTrue(kinds.containsAll(Set.of(Kind.LOG, Kind.NODE)), kinds::toString);
        plan().apply();
        VolumeImage.open(device.copy(), SampleImage.OPTIONS).close();
        CheckReport after = SampleImage.check(device);
        assertFalse(after.problemCounts().containsKey(Kind.LOG), after::toString);
        assertEquals(0, after.logRecordCount());
      }
    }
    assertTrue(metCount > 0, "no node was met");
  }

  /** Null if the image opens for writing, be it from an older checkpoint, or never does. */
  private @Nullable LogDamagedException damageMet() {
    try {
      VolumeImage.open(device.copy(), SampleImage.OPTIONS).close();
      return null;
    } catch (IOException e) {
      return e instanceof LogDamagedException damage ? damage : null;
    }
  }

  // ---- what a trial cannot tell ----

  @Test
  void logThatNeedsMoreMemoryIsNotDamaged() throws IOException {
    Superblock superblock = SuperblockStore.readAll(device).getFirst();
    OpenOptions little = new OpenOptions(true, 1 << 20, 1, 1 << 20, 0);
    LogTrial trial = LogTrial.of(device, superblock, little);
    assertNull(trial.damage());
    assertInstanceOf(ReplayMemoryException.class, trial.obstacle());
    assertFalse(trial.isObstacleDamage());
  }

  @Test
  void unreadableDataOfALogIsNoDamagedRecord() throws IOException {
    long address = extents(RECORDS - 1).getFirst().address() * SampleImage.BLOCK_SIZE;
    BlockDevice broken =
        new FilterDevice(device) {
          @Override
          public void read(long offsetBytes, MemorySegment target) throws IOException {
            if (offsetBytes == address) {
              throw new IOException("bad sector");
            }
            super.read(offsetBytes, target);
          }
        };
    CheckReport report = SampleImage.check(broken);
    assertEquals(Set.of(Kind.NOT_VERIFIABLE), report.problemCounts().keySet(), report::toString);
    RepairPlan plan = ImageRepair.plan(broken, CheckOptions.DEFAULT, CheckProgress.NONE).plan();
    assertTrue(plan.isEmpty(), plan::toString);
    assertTrue(plan.left().getFirst().message().contains("6 records can be replayed: bad sector"));
  }
}
