package io.mucca.fs.crash;

import io.mucca.device.ForkableDevice;
import io.mucca.device.KeptDevice;
import io.mucca.device.RecordingDevice;
import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FileSystem.RenameMode;
import io.mucca.fs.FileSystem.XattrMode;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import io.mucca.fs.model.CoreImage;
import io.mucca.fs.model.Image;
import io.mucca.fs.model.ModelImage;
import io.mucca.fs.model.SteppingClock;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Does the same to an image and to its model, by paths, and notes what was done and promised. Not
 * thread-safe: the order of what is done is that of the calls.
 *
 * <p>What does not work on the model must fail on the image in the same way, and changes nothing.
 */
final class Workload {
  private static final Duration STEP = Duration.ofMillis(1);
  private static final int FILE_MODE = FileMode.REGULAR | 0644;

  final SplittableRandom random;

  /** Of content that can be compressed. */
  private static final int LINE_BYTES = 64;

  private final CrashSetup setup;
  private final CrashFault fault;
  private final SteppingClock clock = new SteppingClock();
  private final RecordingDevice recorder;
  private final ModelImage model;
  private final Image real;
  private final History history;
  private final Map<RootName, Sides> open = new HashMap<>();
  private RootName current = RootName.volume(RootName.DEFAULT_VOLUME);

  /** A root in use on both sides. */
  private record Sides(FileSystem model, FileSystem real) {}

  /** The image is full, which the model never is, so that the workload ends. */
  private static final class FullException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private Workload(CrashSetup setup, CrashFault fault, long seed) throws IOException {
    this.setup = setup;
    this.fault = fault;
    random = new SplittableRandom(seed);
    ForkableDevice device = ForkableDevice.ofZeros(setup.deviceBytes(), setup.sectorBytes());
    VolumeImage.format(new KeptDevice(device), setup.format());
    model = new ModelImage(clock, setup.blockBytes());
    settle(device);
    recorder = new RecordingDevice(device.fork());
    real = new CoreImage(VolumeImage.open(fault.wrap(recorder), setup.options(), clock));
    history = new History(setup.blockBytes());
    history.add("begin", 0, 0, model);
  }

  /** Gives the first directory attributes that do not depend on when it was made. */
  private void settle(ForkableDevice device) throws IOException {
    AttributeChange change = new AttributeChange();
    change.fields = AttributeChange.ACCESS_TIME_NOW | AttributeChange.MODIFY_TIME_NOW;
    VolumeImage image = VolumeImage.open(new KeptDevice(device), setup.options(), clock);
    try (Image core = new CoreImage(image)) {
      for (Image side : List.of(model, core)) {
        try (FileSystem fs = side.openRoot(current, false)) {
          fs.setAttributes(FileSystem.ROOT_INODE, change, new Attributes());
        }
      }
    }
  }

  /** Runs a script on a new image. */
  static Recording record(CrashCase crashCase, CrashSetup setup, CrashFault fault, long seed)
      throws IOException {
    Workload workload = new Workload(setup, fault, seed);
    try {
      crashCase.script().run(workload);
      workload.end();
    } catch (FullException e) {
      workload.real.close();
    }
    return new Recording(
        crashCase, setup, seed, workload.recorder, workload.history, workload.clock);
  }

  private void end() throws IOException {
    for (Sides sides : open.values()) {
      sides.model.close();
      sides.real.close();
    }
    open.clear();
    real.close();
    history.promiseAll(recorder.eventCount());
  }

  // ---- steps ----

  /** A call to one side. */
  @FunctionalInterface
  private interface Call<T> {
    void on(T side) throws IOException;
  }

  /** Makes a call on both sides as one step; true if it succeeded. */
  private <T> boolean step(String what, T modelSide, T realSide, Call<T> call) throws IOException {
    clock.advance(STEP);
    int eventsBefore = recorder.eventCount();
    @Nullable FsError expected = errorOf(modelSide, call);
    @Nullable FsError error = errorOf(realSide, call);
    if (error == FsError.NO_SPACE) {
      history.add(what, eventsBefore, null, model);
      throw new FullException();
    }
    if (error != expected) {
      throw new CrashViolation(what + ": the image says " + error + ", the model " + expected);
    }
    history.add(what, eventsBefore, events(), model);
    return error == null;
  }

  private static <T> @Nullable FsError errorOf(T side, Call<T> call) throws IOException {
    try {
      call.on(side);
      return null;
    } catch (FsException e) {
      return e.error();
    }
  }

  private int events() {
    return recorder.eventCount();
  }

  /** A step on the image as a whole, which is durable when it returns. */
  private Workload image(String what, Call<Image> call) throws IOException {
    if (step(what, model, real, call)) {
      history.promiseNames(events());
    }
    return this;
  }

  private boolean stepInRoot(String what, Call<FileSystem> call) throws IOException {
    Sides sides = sides();
    boolean done = step(current + ": " + what, sides.model, sides.real, call);
    if (done && setup.makesDurableAtOnce()) {
      history.promiseNames(events());
    }
    return done;
  }

  /** A step that changes names or attributes. */
  private Workload names(String what, Call<FileSystem> call) throws IOException {
    stepInRoot(what, call);
    return this;
  }

  /** A step that changes the content of a file. */
  private Workload content(String what, long inode, Call<FileSystem> call) throws IOException {
    if (stepInRoot(what, call) && setup.makesDurableAtOnce()) {
      history.promiseContent(current, inode, events());
    }
    return this;
  }

  private Sides sides() throws IOException {
    Sides sides = open.get(current);
    if (sides == null) {
      FileSystem onModel = model.openRoot(current, false);
      sides = new Sides(onModel, fault.wrap(real.openRoot(current, false)));
      open.put(current, sides);
    }
    return sides;
  }

  // ---- paths ----

  /** Where a name is or shall be. */
  private record Place(long directory, byte[] name) {}

  private Place place(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    long directory = slash < 0 ? FileSystem.ROOT_INODE : inode(path.substring(0, slash));
    return new Place(directory, path.substring(slash + 1).getBytes(StandardCharsets.UTF_8));
  }

  /** The inode of a path, which is the same on both sides; the empty path is the root. */
  private long inode(String path) throws IOException {
    if (path.isEmpty()) {
      return FileSystem.ROOT_INODE;
    }
    Place place = place(path);
    Attributes found = new Attributes();
    sides().model.lookup(place.directory, place.name, found);
    return found.inode;
  }

  boolean exists(String path) throws IOException {
    try {
      inode(path);
      return true;
    } catch (FsException e) {
      return false;
    }
  }

  boolean isFile(String path) throws IOException {
    return exists(path) && FileMode.isRegularFile(attributes(path).mode);
  }

  long size(String path) throws IOException {
    return attributes(path).sizeBytes;
  }

  private Attributes attributes(String path) throws IOException {
    Attributes attributes = new Attributes();
    sides().model.getAttributes(inode(path), attributes);
    return attributes;
  }

  int blockBytes() {
    return setup.blockBytes();
  }

  // ---- names and attributes ----

  Workload create(String path) throws IOException {
    Place at = place(path);
    return names(
        "create " + path,
        fs -> fs.createNode(at.directory, at.name, FILE_MODE, 7, 8, 0, new Attributes()));
  }

  Workload mkdir(String path) throws IOException {
    Place at = place(path);
    return names(
        "mkdir " + path,
        fs -> fs.makeDirectory(at.directory, at.name, 0755, 7, 8, new Attributes()));
  }

  Workload symlink(String path, String target) throws IOException {
    Place at = place(path);
    byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
    return names(
        "symlink " + path,
        fs -> fs.makeSymlink(at.directory, at.name, bytes, 7, 8, new Attributes()));
  }

  Workload link(String path, String newPath) throws IOException {
    long inode = inode(path);
    Place at = place(newPath);
    return names(
        "link " + path + " " + newPath,
        fs -> fs.link(inode, at.directory, at.name, new Attributes()));
  }

  Workload unlink(String path) throws IOException {
    Place at = place(path);
    return names("unlink " + path, fs -> fs.unlink(at.directory, at.name));
  }

  Workload rmdir(String path) throws IOException {
    Place at = place(path);
    return names("rmdir " + path, fs -> fs.removeDirectory(at.directory, at.name));
  }

  /** Renames; a regular file that replaces another one takes its content along. */
  Workload rename(String path, String newPath) throws IOException {
    Place from = place(path);
    Place to = place(newPath);
    boolean replaces = isFile(path) && isFile(newPath) && inode(path) != inode(newPath);
    long moved = inode(path);
    boolean done =
        stepInRoot(
            "rename " + path + " " + newPath,
            fs -> fs.rename(from.directory, from.name, to.directory, to.name));
    if (done && replaces) {
      history.noteReplacement(current, moved);
    }
    return this;
  }

  Workload exchange(String path, String otherPath) throws IOException {
    Place from = place(path);
    Place to = place(otherPath);
    return names(
        "exchange " + path + " " + otherPath,
        fs -> fs.rename(from.directory, from.name, to.directory, to.name, RenameMode.EXCHANGE));
  }

  Workload chmod(String path, int mode) throws IOException {
    long inode = inode(path);
    AttributeChange change = new AttributeChange();
    change.fields = AttributeChange.MODE;
    change.mode = mode;
    return names("chmod " + path, fs -> fs.setAttributes(inode, change, new Attributes()));
  }

  Workload setTimes(String path, long seconds) throws IOException {
    long inode = inode(path);
    AttributeChange change = new AttributeChange();
    change.fields = AttributeChange.ACCESS_TIME | AttributeChange.MODIFY_TIME;
    change.accessSeconds = seconds;
    change.modifySeconds = seconds;
    return names("set times of " + path, fs -> fs.setAttributes(inode, change, new Attributes()));
  }

  Workload setXattr(String path, String name, int length) throws IOException {
    long inode = inode(path);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] value = newBytes(length);
    return names(
        "set attribute %s of %s to %d bytes".formatted(name, path, length),
        fs -> fs.setXattr(inode, bytes, value, XattrMode.CREATE_OR_REPLACE));
  }

  Workload removeXattr(String path, String name) throws IOException {
    long inode = inode(path);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return names("remove attribute " + name + " of " + path, fs -> fs.removeXattr(inode, bytes));
  }

  // ---- content ----

  /** Writes bytes that no other write has. */
  Workload write(String path, long offset, int length) throws IOException {
    return write(path, inode(path), offset, length);
  }

  private Workload write(String what, long inode, long offset, int length) throws IOException {
    byte[] bytes = newBytes(length);
    return content(
        "write %s at %d, %d bytes".formatted(what, offset, length),
        inode,
        fs -> fs.write(inode, offset, MemorySegment.ofArray(bytes)));
  }

  Workload append(String path, int length) throws IOException {
    long inode = inode(path);
    byte[] bytes = newBytes(length);
    return content(
        "append %d bytes to %s".formatted(length, path),
        inode,
        fs -> fs.append(inode, MemorySegment.ofArray(bytes)));
  }

  Workload truncate(String path, long size) throws IOException {
    long inode = inode(path);
    return content(
        "truncate %s to %d".formatted(path, size),
        inode,
        fs -> fs.truncate(inode, size, new Attributes()));
  }

  /** Makes a hole, unless there is one: whether that counts as a change is left open. */
  Workload punch(String path, long offset, long length) throws IOException {
    long inode = inode(path);
    long data = sides().model.seekData(inode, offset);
    if (data < 0 || data >= offset + length) {
      return this;
    }
    return content(
        "punch %s at %d, %d bytes".formatted(path, offset, length),
        inode,
        fs -> fs.punchHole(inode, offset, length));
  }

  /** Copies within a file or to another one. */
  Workload copyRange(String path, long offset, String toPath, long toOffset, long length)
      throws IOException {
    long from = inode(path);
    long to = inode(toPath);
    return content(
        "copy %d bytes of %s at %d to %s at %d".formatted(length, path, offset, toPath, toOffset),
        to,
        fs -> fs.copyRange(from, offset, to, toOffset, length));
  }

  /** No byte of them is zero, which would look like a hole. */
  private byte[] newBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    boolean isRegular = setup.compresses() && random.nextInt(4) > 0;
    for (int i = 0; i < length; i++) {
      if (isRegular && i >= LINE_BYTES) {
        // Lines are told apart by two bytes, and mostly the same.
        int number = (i / LINE_BYTES) << 1;
        int at = i % LINE_BYTES;
        bytes[i] = at == 0 ? (byte) number : at == 1 ? (byte) (number >>> 8) : bytes[at];
      }
      bytes[i] |= 1;
    }
    return bytes;
  }

  /** Opens a file, to be used after its last name is gone. */
  long open(String path) throws IOException {
    long inode = inode(path);
    names("open " + path, fs -> fs.open(inode));
    return inode;
  }

  Workload writeOpen(long inode, long offset, int length) throws IOException {
    return write("inode " + inode, inode, offset, length);
  }

  Workload fsyncOpen(long inode) throws IOException {
    return names("fsync inode " + inode, fs -> fs.fsync(inode));
  }

  Workload close(long inode) throws IOException {
    return names("close inode " + inode, fs -> fs.close(inode));
  }

  // ---- promises ----

  /** Makes a file or a directory durable; the empty path is the root directory. */
  Workload fsync(String path) throws IOException {
    long inode = inode(path);
    if (stepInRoot("fsync " + path, fs -> fs.fsync(inode))) {
      history.promiseInode(current, inode, events());
    }
    return this;
  }

  Workload syncAll() throws IOException {
    if (stepInRoot("sync all", FileSystem::syncAll)) {
      history.promiseRoot(current, events());
    }
    return this;
  }

  Workload checkpoint() throws IOException {
    if (step("checkpoint", model, real, Image::checkpoint)) {
      history.promiseAll(events());
    }
    return this;
  }

  // ---- roots ----

  /** Goes on in another volume. */
  Workload use(String volume) {
    current = RootName.volume(volume);
    return this;
  }

  /** Makes a snapshot of the volume in use. */
  Workload snapshot(String name) throws IOException {
    RootName snapshot = new RootName(current.volume(), name);
    return image("snapshot " + snapshot, image -> image.snapshot(snapshot));
  }

  Workload cloneTo(String name) throws IOException {
    RootName source = current;
    return image(
        "clone " + source + " to " + name, image -> image.cloneRoot(source, List.of(name), true));
  }

  Workload createVolume(String name) throws IOException {
    return image("create volume " + name, image -> image.createVolume(name));
  }

  /** Destroys a volume or, with an at sign, a snapshot. */
  Workload destroy(String name) throws IOException {
    RootName root = RootName.parse(name);
    Sides sides = open.remove(root);
    if (sides != null) {
      sides.model.close();
      sides.real.close();
    }
    return image("destroy " + name, image -> image.destroy(root));
  }

  Workload awaitDeletions() throws IOException {
    return image("await deletions", Image::awaitDeletions);
  }
}
