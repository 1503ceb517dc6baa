package io.mucca.fs;

import static io.mucca.fs.SampleImage.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.SuperblockStore;
import io.mucca.device.AlignedMemory;
import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import io.mucca.fs.ImageAnatomy.Area;
import io.mucca.fs.ImageAnatomy.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Flips bytes of the metadata of a small image, one at a time, and looks at everything that it then
 * shows: what a checkpoint held, or an error.
 *
 * <p>A share of the bytes, chosen by a seed that is printed ({@code -Dmucca.seed=N} gives one); all
 * of them with {@code -Dmucca.flip=all}.
 */
class FlippedByteTest {
  private static final int FILES = 4;

  /** One byte of so many is flipped in everyday runs. */
  private static final int SHARE = 8;

  private static final OpenOptions OPTIONS = SampleImage.OPTIONS.asReadOnly();

  private MemoryDevice device;
  private ImageAnatomy anatomy;

  /** What an image shows at each checkpoint that can be fallen back to. */
  private final Map<Long, Long> states = new HashMap<>();

  private long newest;

  /** How many flips of each kind of area were not noticed, because an older slot held them. */
  private final Map<Kind, Integer> harmless = new EnumMap<>(Kind.class);

  @BeforeEach
  void makeImage() throws IOException {
    device = new MemoryDevice(1 << 20, 512);
    VolumeImage.format(device, new FormatOptions(512, 4096, 256));
    for (int i = 0; i < FILES; i++) {
      addFiles("file" + i);
      newest = SuperblockStore.readAll(device).getFirst().generation();
      states.put(newest, show().digest());
    }
    anatomy = new ImageAnatomy(device);
  }

  private void addFiles(String prefix) throws IOException {
    try (VolumeImage image = VolumeImage.open(new KeptDevice(device), SampleImage.OPTIONS);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      long root = FileSystem.ROOT_INODE;
      files.createNode(root, name(prefix), 0644, 1, 2, 0, out);
      files.write(out.inode, 0, SampleImage.content(200));
      files.createNode(root, name(prefix + "large"), 0644, 1, 2, 0, out);
      files.write(out.inode, 0, SampleImage.content(2000));
      files.setXattr(out.inode, name("user.x"), new byte[600], XATTR);
      files.makeSymlink(root, name(prefix + "link"), name("target"), 1, 2, out);
      image.snapshot(new RootName("main", prefix));
    }
  }

  private static final FileSystem.XattrMode XATTR = FileSystem.XattrMode.CREATE_OR_REPLACE;

  /** What an image shows, and as of which checkpoint. */
  private record Shown(long generation, long digest) {}

  private Shown show() throws IOException {
    try (VolumeImage image = VolumeImage.open(new KeptDevice(device), OPTIONS)) {
      return new Shown(image.statistics().generation(), ImageWalk.digest(image));
    }
  }

  @Test
  void flippedByteGivesAnErrorOrWhatACheckpointHeld() throws IOException {
    boolean all = "all".equals(System.getProperty("mucca.flip"));
    long seed = Long.getLong("mucca.seed", new SplittableRandom().nextLong(1L << 48));
    System.out.printf("flipped bytes: seed %d%n", seed);
    SplittableRandom random = new SplittableRandom(seed);
    int shown = 0;
    int errors = 0;
    for (Area area : anatomy.areas()) {
      for (int i = 0; i < area.length(); i++) {
        if (!all && random.nextInt(SHARE) != 0) {
          continue;
        }
        if (requireTruth(area, i, 1 << random.nextInt(8))) {
          shown++;
        } else {
          errors++;
        }
      }
    }
    assertTrue(shown > 0, "no flip left an image that could be shown");
    assertTrue(errors > 0, "no flip gave an error");
    // Nodes have no second copy, so a flip there is never without effect.
    assertEquals(0, harmless.getOrDefault(Kind.NODE, 0));
  }

  /** True if the image still shows something, which is then right. */
  private boolean requireTruth(Area area, int index, int mask) throws IOException {
    long at = (long) area.offset() + index;
    flip(at, mask);
    try {
      Shown shown = show();
      // Behind an older checkpoint the log brings back what came later.
      assertTrue(
          states.entrySet().stream()
              .anyMatch(
                  state ->
                      state.getKey() >= shown.generation() && state.getValue() == shown.digest()),
          () -> "wrong after a flip of byte %d of %s".formatted(index, area.name()));
      if (shown.generation() == newest) {
        harmless.merge(area.kind(), 1, Integer::sum);
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      flip(at, mask);
    }
  }

  private void flip(long offset, int mask) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int sectorSize = device.sectorSize();
      MemorySegment sector = AlignedMemory.allocate(arena, sectorSize);
      long start = offset / sectorSize * sectorSize;
      device.read(start, sector);
      byte old = sector.get(ValueLayout.JAVA_BYTE, offset - start);
      sector.set(ValueLayout.JAVA_BYTE, offset - start, (byte) (old ^ mask));
      device.write(start, sector, WriteCategory.DATA);
    }
  }
}
