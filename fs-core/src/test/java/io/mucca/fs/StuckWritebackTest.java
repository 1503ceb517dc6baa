package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.LogAnchor;
import io.mucca.block.SpaceMap;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.btree.ItemReferences;
import io.mucca.btree.Tree;
import io.mucca.device.FaultDevice;
import io.mucca.device.FaultDevice.Operation;
import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writers while what was written before cannot be written back, or only slowly. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StuckWritebackTest {
  private static final RootName MAIN = RootName.volume(RootName.DEFAULT_VOLUME);
  private static final long ROOT = FileSystem.ROOT_INODE;
  private static final MemorySegment DATA = MemorySegment.ofArray(new byte[1 << 20]);

  private final MemoryDevice memory = new MemoryDevice(256 << 20, 512);
  private final FaultDevice device = new FaultDevice(new KeptDevice(memory));

  /** Frames for two writes of the largest size. */
  private VolumeImage open() throws IOException {
    return VolumeImage.open(device, new OpenOptions(false, 3 * 4096, 8 << 20, 1 << 20, 3_600_000));
  }

  private static long create(FileSystem fs, String name) throws IOException {
    Attributes out = new Attributes();
    fs.createNode(ROOT, name.getBytes(US_ASCII), 0644, 0, 0, 0, out);
    return out.inode;
  }

  private void format() throws IOException {
    VolumeImage.format(device, new FormatOptions(512, 4096, 256));
  }

  @Test
  void manyLargeWritersDoNotWaitForOneAnother() throws Exception {
    format();
    try (VolumeImage image = open();
        FileSystem fs = image.openRoot(MAIN, false);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        long inode = create(fs, "file" + i);
        writers.add(
            threads.submit(
                () -> {
                  for (int at = 0; at < 6; at++) {
                    fs.append(inode, DATA);
                  }
                  return true;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
  }

  /** A file whose tree cannot be read holds every frame: nothing that is dirty can go. */
  @Test
  void writerIsToldAfterTwoTurnsWhenNothingCanBeWrittenBack() throws IOException {
    format();
    Superblock superblock = SuperblockStore.readAll(device).getFirst();
    SpaceMap space = SpaceMap.load(device, superblock.geometry(), superblock);
    OpenOptions options = new OpenOptions(false, 1 << 20, 8 << 20, 1 << 20, 3_600_000);
    ImageCore core =
        new ImageCore(
            device,
            superblock.geometry(),
            space,
            LogAnchor.NONE,
            1,
            2,
            options,
            InstantSource.system());
    Tree roots = new Tree(core.nodes, ItemReferences.NONE, superblock.rootsPointer());
    RootTable table = new RootTable(2);
    Tree unreadable = new Tree(core.nodes, Extents.REFERENCES, superblock.rootsPointer());
    Root root = new Root(1, MAIN, Instant.EPOCH, null, unreadable);
    table.add(root);
    Checkpoints checkpoints = new Checkpoints(core, table, roots, new UUID(0, 0), 2, 1);
    Flusher flusher = new Flusher(core, table, new Writeback(core, checkpoints), checkpoints);
    int[] all = new int[core.frames.maxFrames()];
    flusher.acquireFrames(all);
    DirtyFile file = root.current().getOrAdd(7, 0, null);
    for (int page = 0; page < all.length; page++) {
      file.putFrame(page, all[page]);
    }
    device.failFrom(Operation.READ, 1);
    long before = device.calls(Operation.READ);
    flusher.start();
    IOException refusal = assertThrows(IOException.class, () -> flusher.acquireFrames(new int[1]));
    long reads = device.calls(Operation.READ) - before;
    flusher.stop();
    assertTrue(refusal.getMessage().contains("cannot write earlier data back"), refusal::toString);
    assertTrue(refusal.getMessage().contains("injected"), refusal::toString);
    assertTrue(reads <= 4, () -> reads + " reads while one writer was waiting");
  }
}
