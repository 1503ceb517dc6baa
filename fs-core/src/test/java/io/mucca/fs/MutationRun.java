package io.mucca.fs;

import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One damaged image: a seed says how it is damaged and what is then done with it. Whatever that is,
 * it may end in {@link IOException}s and in nothing else, and an image that the check calls clean
 * shows everything.
 */
final class MutationRun {
  private static final OpenOptions OPTIONS =
      new OpenOptions(false, 256 << 10, 8 << 20, 1 << 20, 3_600_000);
  private static final CheckOptions CHECK = new CheckOptions(true, 1 << 20);
  private static final int MAX_MUTATIONS = 3;
  private static final int OPERATIONS = 12;

  private final MutationBase base;
  private final SplittableRandom random;
  private final StringJoiner story = new StringJoiner("; ");
  private int errorCount;

  /** The log says with right checksums what the trees may not bear out. */
  private boolean isLogForged;

  /** What became of a damaged image. */
  enum Outcome {
    /** It could not even be damaged: the writer noticed. */
    REFUSED,
    /** No checkpoint could be opened. */
    NOT_OPENED,
    /** Something could not be read, or the check found damage. */
    DAMAGED,
    /** The check found nothing. */
    CLEAN
  }

  MutationRun(MutationBase base, long seed) {
    this.base = base;
    random = new SplittableRandom(seed);
  }

  /** How the image was damaged, for who looks into a failure. */
  String story() {
    return story.toString();
  }

  Outcome run() throws IOException {
    MemoryDevice device = mutate();
    if (device == null) {
      return Outcome.REFUSED;
    }
    boolean clean = problems(device).isEmpty();
    boolean opened = readOnly(device);
    if (clean && !isLogForged && errorCount > 0) {
      throw new AssertionError("the image is clean by its check, and cannot be read");
    }
    if (random.nextBoolean()) {
      opened |= readOnlyAgainWith(device);
    }
    writable(device);
    List<String> problems = problems(device);
    if (clean && !isLogForged && errorCount == 0 && !problems.isEmpty()) {
      throw new AssertionError("the image was clean and is not after use: " + problems);
    }
    readOnly(device);
    return clean ? Outcome.CLEAN : opened ? Outcome.DAMAGED : Outcome.NOT_OPENED;
  }

  // ---- damage ----

  private @Nullable MemoryDevice mutate() throws IOException {
    int count = 1 + random.nextInt(MAX_MUTATIONS);
    int way = random.nextInt(8);
    if (way < 3) {
      return mutateItems(count);
    }
    if (way < 5) {
      return mutateLog(count);
    }
    int index = random.nextInt(base.size());
    MutableImage image = new MutableImage(base.anatomy(index));
    for (int i = 0; i < count; i++) {
      story.add(Mutators.applyAny(image, random));
    }
    if (random.nextBoolean()) {
      isLogForged = base.isUnclosed(index);
      boolean totals = random.nextBoolean();
      image.seal(totals);
      story.add(totals ? "sealed with totals" : "sealed");
    }
    return image.device();
  }

  private @Nullable MemoryDevice mutateItems(int count) {
    int index = random.nextInt(base.size());
    MemoryDevice original = base.device(index);
    isLogForged = base.isUnclosed(index);
    RootName root = base.anyRoot(random);
    long editSeed = random.nextLong();
    List<String> done = new ArrayList<>();
    try {
      return ImageEditor.edit(
          original,
          root,
          (core, edited, tree) -> {
            // It begins anew whenever a node is not in memory.
            SplittableRandom own = new SplittableRandom(editSeed);
            done.clear();
            for (int i = 0; i < count; i++) {
              ItemMutators.Mutator mutator =
                  ItemMutators.ALL.get(own.nextInt(ItemMutators.ALL.size()));
              done.add(mutator.name());
              mutator.change().apply(new ItemMutators.Target(core, edited, tree), own);
            }
          });
    } catch (IOException e) {
      done.add("refused: " + e.getMessage());
      return null;
    } finally {
      story.add(root + ": " + String.join("; ", done));
    }
  }

  private MemoryDevice mutateLog(int count) throws IOException {
    LogMutators.Target log = new LogMutators.Target(base.anatomy(base.unclosed()));
    for (int i = 0; i < count; i++) {
      LogMutators.Mutator mutator = LogMutators.ALL.get(random.nextInt(LogMutators.ALL.size()));
      story.add("log: " + mutator.name());
      mutator.change().apply(log, random);
    }
    isLogForged = true;
    MemoryDevice device = base.device(base.unclosed()).copy();
    log.writeTo(device);
    return device;
  }

  // ---- use ----

  /** What the check finds. */
  private static List<String> problems(MemoryDevice device) {
    try {
      CheckReport report = ImageChecker.check(device, CHECK, CheckProgress.NONE);
      return report.problems().stream().map(CheckReport.Problem::toString).toList();
    } catch (IOException e) {
      return List.of(e.toString());
    }
  }

  private boolean readOnly(MemoryDevice device) {
    try (VolumeImage image = VolumeImage.open(new KeptDevice(device), OPTIONS.asReadOnly())) {
      walked(ImageWalk.lenient(image));
      return true;
    } catch (IOException e) {
      note(e);
      return false;
    }
  }

  /** With a cache that holds next to nothing, so that every node is read again and again. */
  private boolean readOnlyAgainWith(MemoryDevice device) {
    OpenOptions small = new OpenOptions(true, 0, 8 << 20, 1 << 20, 3_600_000);
    try (VolumeImage image = VolumeImage.open(new KeptDevice(device), small)) {
      walked(ImageWalk.lenient(image));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void writable(MemoryDevice device) {
    try (VolumeImage image = VolumeImage.open(new KeptDevice(device), OPTIONS)) {
      for (RootInfo root : image.roots()) {
        if (!root.readOnly()) {
          attempt(() -> use(image, root.name()));
        }
      }
      useRoots(image);
    } catch (IOException e) {
      note(e);
    }
  }

  private void walked(ImageWalk walk) {
    walk.errors().forEach(this::note);
    errorCount += walk.errors().size();
  }

  private void use(VolumeImage image, RootName root) throws IOException {
    try (FileSystem files = image.openRoot(root, false)) {
      ImageWalk walk = ImageWalk.lenient(files);
      walked(walk);
      List<Long> inodes = walk.inodes();
      for (int i = 0; i < OPERATIONS; i++) {
        long inode = inodes.get(random.nextInt(inodes.size()));
        attempt(() -> operate(files, inode, walk.names()));
      }
      attempt(files::syncAll);
    }
  }

  /** An operation that may fail for a good reason in a sound image, too, unlike those of a walk. */
  @FunctionalInterface
  private interface Operation {
    void run() throws IOException;
  }

  private void attempt(Operation operation) {
    try {
      operation.run();
    } catch (IOException e) {
      note(e);
    }
  }

  /** An error of which a mistake of ours is the cause is none that a damaged image may bring. */
  private void note(IOException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof RuntimeException) {
        throw new AssertionError("ended by a mistake", e);
      }
    }
    boolean isCommon = e instanceof FsException known && known.error() != FsError.STALE;
    errorCount += isCommon ? 0 : 1;
  }

  private void operate(FileSystem files, long inode, List<ImageWalk.Name> names)
      throws IOException {
    Attributes out = new Attributes();
    byte[] fresh = SampleImage.name("new" + random.nextInt(1000));
    ImageWalk.Name name =
        names.isEmpty()
            ? new ImageWalk.Name(FileSystem.ROOT_INODE, fresh, 0)
            : names.get(random.nextInt(names.size()));
    switch (random.nextInt(16)) {
      case 0, 1 -> files.write(inode, random.nextInt(40_000), content(random.nextInt(5000)));
      case 2 -> files.append(inode, content(random.nextInt(2000)));
      case 3 -> files.truncate(inode, random.nextInt(30_000), out);
      case 4 -> files.punchHole(inode, random.nextInt(20_000), 1 + random.nextInt(20_000));
      case 5 -> files.createNode(name.directory(), fresh, 0644, 1, 2, 0, out);
      case 6 -> files.makeDirectory(name.directory(), fresh, 0755, 1, 2, out);
      case 7 -> files.makeSymlink(name.directory(), fresh, new byte[1200], 1, 2, out);
      case 8 -> files.link(name.inode(), name.directory(), fresh, out);
      case 9 -> files.unlink(name.directory(), name.name());
      case 10 -> files.removeDirectory(name.directory(), name.name());
      case 11 -> files.rename(name.directory(), name.name(), anyDirectory(names), fresh);
      case 12 -> renameOver(files, name, names);
      case 13 -> files.setXattr(inode, fresh, new byte[random.nextInt(3000)], ANY_XATTR);
      case 14 -> files.fsync(inode);
      default -> unlinkOpen(files, name);
    }
  }

  private static final FileSystem.XattrMode ANY_XATTR = FileSystem.XattrMode.CREATE_OR_REPLACE;

  private long anyDirectory(List<ImageWalk.Name> names) {
    return names.isEmpty()
        ? FileSystem.ROOT_INODE
        : names.get(random.nextInt(names.size())).directory();
  }

  private void renameOver(FileSystem files, ImageWalk.Name from, List<ImageWalk.Name> names)
      throws IOException {
    ImageWalk.Name to = names.isEmpty() ? from : names.get(random.nextInt(names.size()));
    FileSystem.RenameMode mode =
        random.nextBoolean() ? FileSystem.RenameMode.REPLACE : FileSystem.RenameMode.EXCHANGE;
    files.rename(from.directory(), from.name(), to.directory(), to.name(), mode);
  }

  private static void unlinkOpen(FileSystem files, ImageWalk.Name name) throws IOException {
    files.open(name.inode());
    try {
      files.unlink(name.directory(), name.name());
    } finally {
      files.close(name.inode());
    }
  }

  private static MemorySegment content(int length) {
    return SampleImage.content(length);
  }

  private void useRoots(VolumeImage image) {
    List<RootName> volumes = new ArrayList<>();
    List<RootName> all = new ArrayList<>();
    attempt(
        () ->
            image
                .roots()
                .forEach(
                    root -> {
                      all.add(root.name());
                      if (root.name().snapshot() == null) {
                        volumes.add(root.name());
                      }
                    }));
    if (all.isEmpty()) {
      return;
    }
    RootName volume = volumes.isEmpty() ? all.getFirst() : any(volumes);
    attempt(() -> image.snapshot(new RootName(volume.volume(), "mutated")));
    attempt(() -> image.cloneRoot(any(all), List.of("cloned"), true));
    attempt(() -> use(image, RootName.volume("cloned")));
    attempt(() -> image.destroy(any(all)));
    attempt(() -> image.destroy(any(all)));
    attempt(image::checkpoint);
    attempt(image::awaitDeletions);
  }

  private RootName any(List<RootName> names) {
    return names.get(random.nextInt(names.size()));
  }
}
