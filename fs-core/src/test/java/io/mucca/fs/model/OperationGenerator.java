package io.mucca.fs.model;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem.RenameMode;
import io.mucca.fs.FileSystem.XattrMode;
import io.mucca.fs.OpenOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Makes random operations; the weights keep trees growing and shrinking. */
final class OperationGenerator {
  private static final int MAX_CHOICE = 10_000;
  private static final int[] NODE_TYPES = {
    FileMode.FIFO, FileMode.SOCKET, FileMode.BLOCK_DEVICE, FileMode.CHARACTER_DEVICE
  };

  private final SplittableRandom random;
  private final OpenOptions options;
  private final List<Choice> choices = new ArrayList<>();
  private int totalWeight;

  /**
   * Makes a generator.
   *
   * @param options to open the image with again and again
   */
  OperationGenerator(SplittableRandom random, OpenOptions options) {
    this.random = random;
    this.options = options;
    addNameOperations();
    addFileOperations();
    addInodeOperations();
    addRootOperations();
  }

  private record Choice(int weight, Supplier<Operation> maker) {}

  private void add(int weight, Supplier<Operation> maker) {
    choices.add(new Choice(weight, maker));
    totalWeight += weight;
  }

  List<Operation> operations(int count) {
    List<Operation> operations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      operations.add(operation());
    }
    return operations;
  }

  private Operation operation() {
    int ticket = random.nextInt(totalWeight);
    for (Choice choice : choices) {
      ticket -= choice.weight();
      if (ticket < 0) {
        return choice.maker().get();
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }

  private void addNameOperations() {
    add(600, () -> new NameOperation.CreateNode(any(), any(), nodeMode(), any()));
    add(30, () -> new NameOperation.FillDirectory(any(), any(), 1 + below(120)));
    add(60, () -> new NameOperation.CreateTemporary(any(), mode(), any()));
    add(250, () -> new NameOperation.MakeDirectory(any(), any(), mode(), any()));
    add(100, () -> new NameOperation.MakeSymlink(any(), any(), payload(1 + shortLength(4095))));
    add(200, () -> new NameOperation.Link(any(), any(), any()));
    add(350, () -> new NameOperation.Unlink(any(), any()));
    add(100, () -> new NameOperation.RemoveDirectory(any(), any()));
    add(100, () -> new NameOperation.RemoveEmptyDirectory(any()));
    add(20, () -> new NameOperation.EmptyDirectory(any()));
    add(600, this::rename);
    add(300, () -> new NameOperation.Lookup(any(), any(), random.nextBoolean()));
    add(50, () -> new NameOperation.LookupParent(any()));
    add(250, () -> new NameOperation.ReadDirectory(any(), any(), below(50)));
    add(
        30,
        () -> new NameOperation.WrongName(any(), any(), of(NameOperation.WrongName.Kind.values())));
    add(30, () -> new NameOperation.UseRemovedDirectory(any(), any()));
  }

  private void addFileOperations() {
    add(1800, () -> new FileOperation.Write(any(), place(), payload(length())));
    add(500, () -> new FileOperation.Append(any(), payload(length())));
    add(400, () -> new FileOperation.Truncate(any(), place()));
    add(300, () -> new FileOperation.PunchHole(any(), place(), length()));
    add(100, () -> new FileOperation.ZeroRange(any(), place(), length(), random.nextBoolean()));
    add(100, () -> new FileOperation.Allocate(any(), place(), length(), random.nextBoolean()));
    add(
        200,
        () ->
            new FileOperation.CopyRange(
                any(), any(), place(), place(), length() * (1 + below(4)), below(4) > 0));
    add(600, () -> new FileOperation.Read(any(), place(), length()));
    add(300, () -> new FileOperation.Seek(any(), place()));
    add(100, () -> new FileOperation.CompareFile(any()));
    add(20, () -> new FileOperation.Extremes(any(), 1 + below(5000)));
  }

  private void addInodeOperations() {
    add(200, () -> new InodeOperation.GetAttributes(any()));
    add(300, () -> new InodeOperation.SetAttributes(any(), attributeFields(), random.nextInt()));
    add(
        350,
        () ->
            new InodeOperation.SetXattr(
                any(), below(14), below(4) == 0, xattrValue(), xattrMode()));
    add(150, () -> new InodeOperation.GetXattr(any(), below(14)));
    add(120, () -> new InodeOperation.RemoveXattr(any(), below(14), below(4) > 0));
    add(80, () -> new InodeOperation.ReadSymlink(any()));
    add(100, () -> new InodeOperation.Open(any()));
    add(150, () -> new InodeOperation.OpenAndUnlink(any(), any()));
    add(250, () -> new InodeOperation.Close(any()));
    add(300, () -> new InodeOperation.Fsync(any()));
    add(30, () -> new InodeOperation.WrongType(any()));
    add(10, () -> new InodeOperation.UseStale(any()));
  }

  private void addRootOperations() {
    add(25, () -> new RootOperation.Snapshot(any(), any()));
    add(30, () -> new RootOperation.SnapshotCurrent(any()));
    add(40, () -> new RootOperation.Clone(any(), any(), 1 + below(2), below(4) > 0));
    add(10, () -> new RootOperation.CreateVolume(any()));
    add(70, () -> new RootOperation.Destroy(any()));
    add(30, () -> new RootOperation.SetReadOnly(any(), below(4) == 0));
    add(10, () -> new RootOperation.WrongRoot(any()));
    add(60, () -> new RootOperation.OpenRoot(any(), below(5) > 0, below(20) == 0));
    add(60, () -> new RootOperation.CloseRoot(any()));
    add(100, () -> new RootOperation.SelectRoot(any()));
    add(40, RootOperation.SyncAll::new);
    add(30, RootOperation.Checkpoint::new);
    add(10, RootOperation.AwaitDeletions::new);
    add(15, () -> new RootOperation.Remount(options));
    add(2, () -> new RootOperation.RemountReadOnly(options, List.of(rename(), operation())));
    add(30, RootOperation.CompareCurrent::new);
    add(10, RootOperation.CompareAll::new);
    add(40, () -> new RootOperation.PassTime(Duration.ofHours(1 + below(40))));
  }

  private Operation rename() {
    RenameMode mode = below(2) == 0 ? RenameMode.REPLACE : of(RenameMode.values());
    boolean replaces = below(3) > 0;
    return new NameOperation.Rename(any(), any(), any(), any(), replaces, mode);
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private int any() {
    return below(MAX_CHOICE);
  }

  private <T> T of(T[] values) {
    return values[below(values.length)];
  }

  private int mode() {
    return random.nextBoolean() ? 0755 : below(010000);
  }

  private int nodeMode() {
    int type = below(10) > 0 ? FileMode.REGULAR : NODE_TYPES[below(NODE_TYPES.length)];
    return type | mode();
  }

  private int attributeFields() {
    int fields = 1 << below(7);
    return random.nextBoolean() ? fields : fields | AttributeChange.MODE | AttributeChange.UID;
  }

  private Payload payload(int length) {
    return new Payload(length, random.nextInt());
  }

  /** Mostly far below the bound, which is exclusive. */
  private int shortLength(int bound) {
    return below(1 + below(1 + below(bound)));
  }

  private Payload xattrValue() {
    return payload(
        switch (below(20)) {
          case 0 -> 65536 - below(2);
          case 1 -> below(65536);
          case 2, 3, 4 -> below(4500);
          default -> below(100);
        });
  }

  private XattrMode xattrMode() {
    return random.nextBoolean() ? XattrMode.CREATE_OR_REPLACE : of(XattrMode.values());
  }

  private int length() {
    return switch (below(20)) {
      case 0 -> 1 << below(18);
      case 1, 2 -> 1 + below(100_000);
      case 3, 4, 5, 6 -> 4096 << below(5);
      case 7, 8, 9, 10, 11 -> 1 + below(8192);
      default -> 1 + below(200);
    };
  }

  private Place place() {
    return switch (below(20)) {
      case 0 -> new Place(Place.Anchor.START, 0);
      case 1 -> new Place(Place.Anchor.START, (1L << (20 + below(43))) + below(5000));
      case 2, 3, 4, 5, 6 -> new Place(Place.Anchor.BLOCK, below(300_000));
      case 7, 8, 9, 10 -> new Place(Place.Anchor.END, below(10_000) - 5000);
      default -> new Place(Place.Anchor.START, below(1 << (4 + below(15))));
    };
  }
}
