package io.mucca.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.SpaceMap;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.btree.ItemReferences;
import io.mucca.btree.NodeStore;
import io.mucca.btree.Tree;
import io.mucca.device.BlockDevice;
import io.mucca.device.FilterDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A checkpoint that comes while a change waits for a node to be read. */
class MissingNodeTest {
  private static final OpenOptions COLD = new OpenOptions(false, 0, 1 << 30, 1 << 20, 3_600_000);

  private static byte[] name(String text) {
    return text.getBytes(UTF_8);
  }

  /** Holds back one read of one thread while another thread makes a checkpoint. */
  private static final class InterruptedDevice extends FilterDevice {
    private final MemoryDevice memory;
    private final Thread reader = Thread.currentThread();
    private final CountDownLatch written = new CountDownLatch(1);
    private int readsBefore = Integer.MAX_VALUE;
    private @Nullable VolumeImage image;
    private @Nullable Thread checkpointer;

    /** The device as a crash right after the checkpoint leaves it. */
    private volatile @Nullable MemoryDevice crashed;

    InterruptedDevice(MemoryDevice memory) {
      super(memory);
      this.memory = memory;
    }

    void interruptAfter(int reads, VolumeImage ofImage) {
      readsBefore = reads;
      image = ofImage;
    }

    @Override
    public void read(long offsetBytes, MemorySegment target) throws IOException {
      super.read(offsetBytes, target);
      if (Thread.currentThread().equals(reader) && readsBefore-- == 0) {
        checkpointer = Thread.ofPlatform().start(this::checkpoint);
        try {
          written.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }

    private void checkpoint() {
      try {
        image.checkpoint();
      } catch (IOException e) {
        throw new AssertionError(e);
      } finally {
        written.countDown();
      }
    }

    @Override
    public void write(long offsetBytes, MemorySegment source, WriteCategory category)
        throws IOException {
      super.write(offsetBytes, source, category);
      if (category == WriteCategory.SUPERBLOCK && image != null && crashed == null) {
        crashed = memory.copy();
        written.countDown();
      }
    }

    void join() throws InterruptedException {
      if (checkpointer != null) {
        checkpointer.join();
      }
    }
  }

  @Test
  void checkpointBetweenTwoAttemptsOfAChangeIsWhole() throws Exception {
    MemoryDevice formatted = manyFiles();
    int attempt = 0;
    MemoryDevice crashed;
    do {
      crashed = crashDuringUnlink(formatted.copy(), attempt);
      if (crashed != null) {
        assertRootsAreCounted(crashed, attempt);
      }
      attempt++;
    } while (crashed != null);
    assertTrue(attempt > 3, "the unlink has to miss nodes, but read only " + attempt);
  }

  /** A directory whose items are far from the first ones of the tree, and a second volume. */
  private static MemoryDevice manyFiles() throws IOException {
    MemoryDevice device = new MemoryDevice(16 << 20, 512);
    VolumeImage.format(device, new FormatOptions(512, 4096, 100));
    VolumeImage image = VolumeImage.open(new KeptOpen(device), COLD);
    image.createVolume("other", Owner.ROOT);
    try (FileSystem volume = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      for (int i = 0; i < 300; i++) {
        volume.createNode(FileSystem.ROOT_INODE, name("file" + i), 0644, 0, 0, 0, out);
      }
      volume.makeDirectory(FileSystem.ROOT_INODE, name("directory"), 0755, 0, 0, out);
      volume.createNode(out.inode, name("file"), 0644, 0, 0, 0, out);
    }
    image.close();
    return device;
  }

  /** The memory outlives the image. */
  private static final class KeptOpen extends FilterDevice {
    KeptOpen(BlockDevice device) {
      super(device);
    }

    @Override
    public void close() {}
  }

  private static @Nullable MemoryDevice crashDuringUnlink(MemoryDevice device, int reads)
      throws Exception {
    InterruptedDevice interrupted = new InterruptedDevice(device);
    Attributes out = new Attributes();
    try (VolumeImage image = VolumeImage.open(interrupted, COLD);
        FileSystem main = image.openRoot(RootName.volume("main"), false);
        FileSystem other = image.openRoot(RootName.volume("other"), false)) {
      main.lookup(FileSystem.ROOT_INODE, name("directory"), out);
      long directory = out.inode;
      other.createNode(FileSystem.ROOT_INODE, name("file"), 0644, 0, 0, 0, out);
      interrupted.interruptAfter(reads, image);
      main.unlink(directory, name("file"));
      MemoryDevice crashed = interrupted.crashed;
      interrupted.interruptAfter(Integer.MAX_VALUE, image);
      interrupted.join();
      return crashed;
    }
  }

  private static void assertRootsAreCounted(MemoryDevice device, int attempt) throws IOException {
    Superblock superblock = SuperblockStore.readAll(device).getFirst();
    SpaceMap space = SpaceMap.load(device, superblock.geometry(), superblock);
    NodeStore nodes =
        new NodeStore(device, superblock.geometry(), space, superblock.volumeIdLow(), 1 << 20);
    TreeLock lock = new TreeLock(nodes, new ReaderGate(), e -> {}, TreeLock.Room.AMPLE);
    Tree tree = new Tree(nodes, ItemReferences.NONE, superblock.rootsPointer());
    for (Root root : lock.read(() -> RootTable.read(tree, nodes))) {
      assertTrue(
          space.references(root.tree.pointer().address()) > 0,
          "after read " + attempt + ": the root node of " + root.name + " counts as free");
    }
  }
}
