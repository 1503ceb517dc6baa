package io.mucca.fs.model;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An image on both sides, with the roots that are in use. Not thread-safe. */
final class ImagePair {
  static final int MAX_ROOTS = 10;
  private static final int MAX_OPEN_ROOTS = 3;
  private static final Duration STEP = Duration.ofNanos(1_234_567);

  final SteppingClock clock = new SteppingClock();
  final FormatOptions format;
  final int maxInodes;
  private final Medium medium;
  private final ModelImage model;
  private final TransferBuffers buffers = new TransferBuffers();
  private final List<RootPair> open = new ArrayList<>();
  private final Map<Long, RootHistory> histories = new HashMap<>();
  private final Map<Long, Long> realIds = new HashMap<>();
  private Image real;
  private int current;

  /** Formats the medium and opens it. */
  ImagePair(Medium medium, FormatOptions format, OpenOptions options, int maxInodes)
      throws IOException {
    this.medium = medium;
    this.format = format;
    this.maxInodes = maxInodes;
    model = new ModelImage(clock, format.blockSizeBytes());
    medium.format(format);
    real = medium.open(options, clock);
    settleRoot(RootName.volume(RootName.DEFAULT_VOLUME));
  }

  /** A call to an image, made on each side. */
  @FunctionalInterface
  interface ImageCall<T> {
    @Nullable T run(Image image) throws IOException;
  }

  /** Makes a call on both images; true if it succeeded. */
  boolean call(ImageCall<?> call) {
    Outcome<?> onModel = Outcome.of(() -> call.run(model));
    Outcome<?> onReal = Outcome.of(() -> call.run(real));
    onModel.requireSameErrorAs(onReal);
    return onModel.succeeded();
  }

  /** Makes a call that must fail, with an error that is not laid down. */
  void bothFail(ImageCall<?> call) {
    Outcome<?> onModel = Outcome.of(() -> call.run(model));
    Outcome<?> onReal = Outcome.of(() -> call.run(real));
    if (onModel.succeeded() || onReal.succeeded()) {
      throw new AssertionError(
          "must fail; model: " + onModel.describe() + ", real: " + onReal.describe());
    }
  }

  /** The root that operations on files go to; if none is open, the default volume is opened. */
  RootPair current() {
    if (open.isEmpty()) {
      openRoot(RootName.volume(RootName.DEFAULT_VOLUME), false);
    }
    return open.get(current % open.size());
  }

  void select(int choice) {
    current = choice;
  }

  void nextMoment() {
    clock.advance(STEP);
  }

  List<RootInfo> modelRoots() {
    return model.roots();
  }

  /** One of the roots that there are. */
  RootName pickRoot(int choice) {
    List<RootInfo> roots = model.roots();
    return roots.get(choice % roots.size()).name();
  }

  /** One of the volumes that there are. */
  String pickVolume(int choice) {
    return pickRoot(choice).volume();
  }

  /** Opens a root on both sides, unless it is open or enough others are. */
  void openRoot(RootName name, boolean readOnly) {
    boolean isOpen = open.stream().anyMatch(pair -> pair.name.equals(name));
    if (!isOpen && open.size() < MAX_OPEN_ROOTS) {
      open.add(use(name, readOnly));
      TreeComparison.compareNames(open.getLast());
    }
  }

  private RootPair use(RootName name, boolean readOnly) {
    Outcome<FileSystem> onModel = Outcome.of(() -> model.openRoot(name, readOnly));
    Outcome<FileSystem> onReal = Outcome.of(() -> real.openRoot(name, readOnly));
    onModel.requireSameErrorAs(onReal);
    if (onModel.value() instanceof ModelFileSystem modelFs && onReal.value() != null) {
      return new RootPair(
          name, modelFs, onReal.value(), history(name), buffers, medium.takesClock());
    }
    throw new AssertionError("cannot open " + name + ": " + onReal.describe());
  }

  private RootHistory history(RootName name) {
    Outcome<RootInfo> info = Outcome.of(() -> model.root(name));
    if (info.value() == null) {
      throw new IllegalStateException("there is no root " + name);
    }
    return histories.computeIfAbsent(
        info.value().id(), id -> new RootHistory(FileSystem.ROOT_INODE));
  }

  void closeRoot(int choice) {
    if (!open.isEmpty()) {
      open.remove(choice % open.size()).close();
    }
  }

  void createVolume(String name) {
    if (call(image -> image.createVolume(name))) {
      settleRoot(RootName.volume(name));
    }
  }

  /** Gives the directory of a new volume attributes that do not depend on who made it, and when. */
  private void settleRoot(RootName name) {
    RootPair pair = use(name, false);
    AttributeChange change = new AttributeChange();
    change.fields =
        AttributeChange.MODE
            | AttributeChange.UID
            | AttributeChange.GID
            | AttributeChange.ACCESS_TIME_NOW
            | AttributeChange.MODIFY_TIME_NOW;
    change.mode = 0755;
    pair.setAttributes(pair.root(), change);
    pair.close();
  }

  /** Compares the lists of roots. */
  void compareRoots() {
    List<RootInfo> expected = model.roots();
    Outcome<List<RootInfo>> onReal = Outcome.of(real::roots);
    List<RootInfo> actual = onReal.value();
    if (actual == null) {
      throw new AssertionError("cannot list the roots: " + onReal.describe());
    }
    List<RootName> expectedNames = expected.stream().map(RootInfo::name).toList();
    List<RootName> actualNames = actual.stream().map(RootInfo::name).toList();
    if (!expectedNames.equals(actualNames)) {
      throw new AssertionError("roots: model " + expectedNames + ", real " + actualNames);
    }
    for (int i = 0; i < expected.size(); i++) {
      compareRoot(expected.get(i), actual.get(i));
    }
  }

  private void compareRoot(RootInfo expected, RootInfo actual) {
    boolean sameUse =
        expected.readOnly() == actual.readOnly()
            && expected.inUse() == actual.inUse()
            && mayCount(expected.name(), actual.inodes());
    boolean sameOrigin = expected.origin() == null || isSameOrigin(expected, actual);
    // The first volume is made when the device is formatted, by another clock.
    boolean comparesCreation = medium.takesClock() && expected.id() > 1;
    Instant created = comparesCreation ? expected.created() : actual.created();
    if (!sameUse || !sameOrigin || !created.equals(actual.created())) {
      throw new AssertionError("root: model " + expected + ", real " + actual);
    }
    long realId = realIds.computeIfAbsent(expected.id(), id -> actual.id());
    if (realId != actual.id() || Set.copyOf(realIds.values()).size() < realIds.size()) {
      throw new AssertionError(actual + " is not the only one with its id: " + realIds);
    }
  }

  private boolean mayCount(RootName name, long inodeCount) {
    Outcome<Boolean> counted = Outcome.of(() -> model.tree(name).mayCount(inodeCount));
    return Boolean.TRUE.equals(counted.value());
  }

  /** True if both name the same origin, or if it may be forgotten because it is gone. */
  private boolean isSameOrigin(RootInfo expected, RootInfo actual) {
    boolean originMayBeGone =
        model.roots().stream()
            .noneMatch(
                root ->
                    root.name().toString().equals(String.valueOf(expected.origin()))
                        && root.id() < expected.id());
    return originMayBeGone
        || (actual.origin() != null && actual.origin().equals(expected.origin()));
  }

  void compareCurrent() {
    compare(current());
  }

  /** Compares all roots, the open ones as they are, the others by opening them. */
  void compareAll() {
    compareRoots();
    Set<RootName> compared = new HashSet<>();
    for (RootPair pair : open) {
      compare(pair);
      compared.add(pair.name);
    }
    for (RootInfo root : model.roots()) {
      if (compared.add(root.name())) {
        RootPair pair = use(root.name(), true);
        compare(pair);
        pair.close();
      }
    }
  }

  private static void compare(RootPair pair) {
    TreeComparison.compare(pair);
    pair.compareStatistics();
  }

  /** Closes everything, verifies the medium, and opens it again. */
  void remount(OpenOptions options) throws IOException {
    close();
    model.reopen(options.readOnly());
    real = medium.open(options, clock);
    compareRoots();
  }

  /** Ends all use and verifies the medium. */
  void close() throws IOException {
    while (!open.isEmpty()) {
      open.removeLast().close();
    }
    real.close();
    medium.check();
  }

  /** Ends all use after a failure, whatever state things are in. */
  void abandon() {
    try {
      real.close();
    } catch (IOException | RuntimeException | AssertionError e) {
      // The failure that led here is the one to report.
    }
  }
}
