package io.mucca.fs.model;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsStatistics;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One root in use on both sides. Every call goes to both, and a difference throws an {@link
 * AssertionError}. Not thread-safe.
 */
final class RootPair {
  final RootName name;
  final RootHistory history;
  final TransferBuffers buffers;

  /** One element for each open of an inode. */
  final List<Node> opened = new ArrayList<>();

  private final ModelFileSystem model;
  private final FileSystem real;
  private final AttributeComparison attributeComparison;
  private final Attributes modelOut = new Attributes();
  private final Attributes realOut = new Attributes();

  RootPair(
      RootName name,
      ModelFileSystem model,
      FileSystem real,
      RootHistory history,
      TransferBuffers buffers,
      boolean comparesTimes) {
    this.name = name;
    this.model = model;
    this.real = real;
    this.history = history;
    this.buffers = buffers;
    attributeComparison = new AttributeComparison(comparesTimes);
    if (model.isReadOnly() != real.isReadOnly()) {
      throw new AssertionError(name + " must be read-only: " + model.isReadOnly());
    }
  }

  /** The number that a side has for a node. */
  @FunctionalInterface
  interface Numbers {
    long of(Node node);
  }

  /** A call with a result, made on each side with that side's inode numbers. */
  @FunctionalInterface
  interface ValueCall<T> {
    @Nullable T run(FileSystem fs, Numbers inode) throws IOException;
  }

  /** A call without a result. */
  @FunctionalInterface
  interface VoidCall {
    void run(FileSystem fs, Numbers inode) throws IOException;
  }

  /** A call that fills attributes. */
  @FunctionalInterface
  interface AttributesCall {
    void run(FileSystem fs, Numbers inode, Attributes out) throws IOException;
  }

  /** Makes a call that returns nothing; true if it succeeded. */
  boolean call(VoidCall call) {
    return value(returningTrue(call)) != null;
  }

  /** Makes a call and compares its results; returns them, or null if both sides failed alike. */
  <T> @Nullable T value(ValueCall<T> call) {
    Outcome<T> onModel = onModel(call);
    Outcome<T> onReal = onReal(call);
    onModel.requireSameErrorAs(onReal);
    if (!Objects.deepEquals(onModel.value(), onReal.value())) {
      throw new AssertionError("model: " + onModel.value() + ", real: " + onReal.value());
    }
    return onModel.value();
  }

  /**
   * Makes a call that returns nothing. If it fails, one side may report {@code alternative}, for
   * when several errors apply and the order of their checks is left open.
   */
  void call(VoidCall call, FsError alternative) {
    Outcome<Boolean> onModel = onModel(returningTrue(call));
    Outcome<Boolean> onReal = onReal(returningTrue(call));
    boolean bothFail = !onModel.succeeded() && !onReal.succeeded();
    boolean oneHasAlternative = onModel.error() == alternative || onReal.error() == alternative;
    if (!bothFail || !oneHasAlternative) {
      onModel.requireSameErrorAs(onReal);
    }
  }

  private static ValueCall<Boolean> returningTrue(VoidCall call) {
    return (fs, inode) -> {
      call.run(fs, inode);
      return true;
    };
  }

  /** Makes a call that must fail, with an error that is not laid down. */
  void bothFail(VoidCall call) {
    Outcome<Boolean> onModel = onModel(returningTrue(call));
    Outcome<Boolean> onReal = onReal(returningTrue(call));
    if (onModel.succeeded() || onReal.succeeded()) {
      throw new AssertionError(
          "must fail; model: " + onModel.describe() + ", real: " + onReal.describe());
    }
  }

  <T> Outcome<T> onModel(ValueCall<T> call) {
    return Outcome.of(() -> call.run(model, Node::model));
  }

  <T> Outcome<T> onReal(ValueCall<T> call) {
    return Outcome.of(() -> call.run(real, Node::real));
  }

  /** Makes a call, compares the attributes that it fills, and returns their inode, or null. */
  @Nullable Node attributes(AttributesCall call) {
    return attributes(call, false);
  }

  private @Nullable Node attributes(AttributesCall call, boolean accessTimeWasSet) {
    Outcome<Attributes> onModel = onModel((fs, inode) -> fill(call, fs, inode, modelOut));
    Outcome<Attributes> onReal = onReal((fs, inode) -> fill(call, fs, inode, realOut));
    onModel.requireSameErrorAs(onReal);
    if (!onModel.succeeded()) {
      return null;
    }
    attributeComparison.requireSame(modelOut, realOut, accessTimeWasSet);
    return history.pair(modelOut.inode, realOut.inode);
  }

  private static Attributes fill(AttributesCall call, FileSystem fs, Numbers inode, Attributes out)
      throws IOException {
    call.run(fs, inode, out);
    return out;
  }

  void compareAttributes(Node node) {
    Node found = attributes((fs, inode, out) -> fs.getAttributes(inode.of(node), out));
    if (!node.equals(found)) {
      throw new AssertionError("asked for the attributes of " + node + " and got " + found);
    }
  }

  void setAttributes(Node node, AttributeChange change) {
    int sets = AttributeChange.ACCESS_TIME | AttributeChange.ACCESS_TIME_NOW;
    attributes(
        (fs, inode, out) -> fs.setAttributes(inode.of(node), change, out),
        (change.fields & sets) != 0);
  }

  /** Compares the number of inodes in use. */
  void compareStatistics() {
    Outcome<FsStatistics> onReal = onReal((fs, inode) -> fs.statistics());
    FsStatistics statistics = onReal.value();
    if (statistics == null || !model.tree().mayCount(statistics.inodes())) {
      throw new AssertionError(name + " has " + inodeCount() + " inodes, real: " + onReal);
    }
  }

  boolean isReadOnly() {
    return model.isReadOnly();
  }

  int inodeCount() {
    return model.tree().inodes().size();
  }

  @Nullable ModelInode find(Node node) {
    return model.tree().find(node.model());
  }

  /** The model's inode of a node that lives. */
  ModelInode inode(Node node) {
    ModelInode inode = find(node);
    if (inode == null) {
      throw new IllegalStateException(node + " is gone");
    }
    return inode;
  }

  Node root() {
    return known(FileSystem.ROOT_INODE);
  }

  /** One of the inodes that fit, or null if there is none. */
  @Nullable Node pick(int choice, Predicate<ModelInode> fits) {
    List<Node> candidates = new ArrayList<>();
    for (ModelInode inode : model.tree().inodes()) {
      Node node = history.find(inode.number);
      if (node != null && fits.test(inode)) {
        candidates.add(node);
      }
    }
    return candidates.isEmpty() ? null : candidates.get(choice % candidates.size());
  }

  @Nullable Node pickFile(int choice) {
    return pick(choice, inode -> inode.content instanceof SparseContent);
  }

  /** One of the directories that can take names; there is always the root. */
  Node pickDirectory(int choice) {
    Node directory = pick(choice, inode -> inode.isDirectory() && !inode.isOrphan());
    return directory != null ? directory : root();
  }

  Node pickAny(int choice) {
    Node node = pick(choice, inode -> true);
    return node != null ? node : root();
  }

  /** The name of one of a directory's entries, or some other name if it has none. */
  byte[] existingName(Node directory, int choice) {
    if (inode(directory).content instanceof DirectoryContent content && !content.isEmpty()) {
      List<DirectoryContent.Entry> entries = content.entriesAfter(0);
      return entries.get(choice % entries.size()).name().toByteArray();
    }
    return Names.of(choice);
  }

  /** The node of an inode that both sides have shown. */
  Node known(long modelInode) {
    Node node = history.find(modelInode);
    if (node == null) {
      throw new IllegalStateException("model inode " + modelInode + " has not been seen");
    }
    return node;
  }

  /** A name that a directory has for an inode. */
  byte[] nameIn(Node directory, Node child) {
    if (inode(directory).content instanceof DirectoryContent content) {
      for (DirectoryContent.Entry entry : content.entriesAfter(0)) {
        if (entry.inode() == child.model()) {
          return entry.name().toByteArray();
        }
      }
    }
    throw new IllegalStateException(directory + " has no entry for " + child);
  }

  /** Ends the use of the root on both sides. */
  void close() {
    model.close();
    opened.clear();
    Outcome<Boolean> closed =
        Outcome.of(
            () -> {
              real.close();
              return true;
            });
    if (!closed.succeeded()) {
      throw new AssertionError("closing " + name + " failed: " + closed.describe());
    }
  }
}
