package io.mucca.fs.model;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Operations on the content of regular files. */
sealed interface FileOperation extends Operation {
  /** Which of the regular files this is for. */
  int file();

  void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes);

  @Override
  default void run(ImagePair images) {
    run(images.current(), images.format.blockSizeBytes());
  }

  default void run(RootPair pair, int blockSizeBytes) {
    @Nullable Node node = pair.pickFile(file());
    if (node != null) {
      run(pair, node, pair.inode(node).content.sizeBytes(), blockSizeBytes);
    }
  }

  record Write(int file, Place place, Payload payload) implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      long offset = place.resolve(sizeBytes, blockSizeBytes, payload.length());
      MemorySegment source = source(pair, payload);
      pair.call((fs, inode) -> fs.write(inode.of(node), offset, source));
      pair.buffers.spoil();
    }
  }

  record Append(int file, Payload payload) implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      MemorySegment source = source(pair, payload);
      pair.value((fs, inode) -> fs.append(inode.of(node), source));
      pair.buffers.spoil();
    }
  }

  private static MemorySegment source(RootPair pair, Payload payload) {
    MemorySegment source = pair.buffers.model(payload.length());
    return source.copyFrom(MemorySegment.ofArray(payload.bytes()));
  }

  /** Sets a size that is not the old one: whether that counts as a change is left open. */
  record Truncate(int file, Place place) implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      long resolved = place.resolve(sizeBytes, blockSizeBytes, 1);
      long newSize = resolved == sizeBytes ? resolved + 1 : resolved;
      pair.attributes((fs, inode, out) -> fs.truncate(inode.of(node), newSize, out));
    }
  }

  record PunchHole(int file, Place place, int length) implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      long offset = place.resolve(sizeBytes, blockSizeBytes, length);
      if (offset < sizeBytes && pair.inode(node).content instanceof SparseContent content) {
        long data = content.seekData(offset);
        boolean hitsData = data >= 0 && data < offset + length;
        pair.call((fs, inode) -> fs.punchHole(inode.of(node), offset, length));
        if (!hitsData && !pair.isReadOnly()) {
          // Whether a hole in a hole counts as a change is left open.
          settleTimes(pair, node, AttributeChange.MODIFY_TIME_NOW);
        }
        pair.compareAttributes(node);
      }
    }
  }

  /** Copies, mostly so that blocks can be shared. */
  record CopyRange(int file, int target, Place place, Place targetPlace, int length, boolean alike)
      implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      Node to = pair.pickFile(target);
      if (to == null) {
        return;
      }
      long offset = place.resolve(sizeBytes, blockSizeBytes, length);
      long targetSize = pair.inode(to).content.sizeBytes();
      long wanted = targetPlace.resolve(targetSize, blockSizeBytes, length);
      long at = alike ? wanted - wanted % blockSizeBytes + offset % blockSizeBytes : wanted;
      long most = 1 << 22;
      if (offset > Long.MAX_VALUE - most || at > Long.MAX_VALUE - most) {
        return;
      }
      pair.value((fs, inode) -> fs.copyRange(inode.of(node), offset, inode.of(to), at, length));
      if (!pair.isReadOnly()) {
        // Whether the source was read or only looked at is left open.
        settleTimes(pair, node, AttributeChange.ACCESS_TIME_NOW);
        settleTimes(pair, to, AttributeChange.MODIFY_TIME_NOW);
      }
      ContentComparison.compareAll(pair, to);
    }
  }

  record ZeroRange(int file, Place place, int length, boolean keepSize) implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      long offset = place.resolve(sizeBytes, blockSizeBytes, length);
      if (offset <= Long.MAX_VALUE - length) {
        pair.call((fs, inode) -> fs.zeroRange(inode.of(node), offset, length, keepSize));
        if (!pair.isReadOnly()) {
          // Whether zeroing what is zero counts as a change is left open.
          settleTimes(pair, node, AttributeChange.MODIFY_TIME_NOW);
        }
        pair.compareAttributes(node);
      }
    }
  }

  record Allocate(int file, Place place, int length, boolean keepSize) implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      long offset = place.resolve(sizeBytes, blockSizeBytes, length);
      pair.call((fs, inode) -> fs.allocate(inode.of(node), offset, length, keepSize));
      pair.compareAttributes(node);
    }
  }

  /**
   * Sets times to the present on both sides, where what came before need not have the same effect.
   */
  private static void settleTimes(RootPair pair, Node node, int fields) {
    AttributeChange change = new AttributeChange();
    change.fields = fields;
    pair.setAttributes(node, change);
  }

  record Read(int file, Place place, int length) implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      long offset = place.resolve(sizeBytes, blockSizeBytes, length);
      ContentComparison.read(pair, node, offset, length);
      if (offset >= sizeBytes && !pair.isReadOnly()) {
        // Whether reading nothing counts as an access is left open.
        settleTimes(pair, node, AttributeChange.ACCESS_TIME_NOW);
      }
      pair.compareAttributes(node);
    }
  }

  record Seek(int file, Place place) implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      long offset = place.resolve(sizeBytes, blockSizeBytes, 1);
      ContentComparison.compareSeeks(pair, node, offset);
    }
  }

  record CompareFile(int file) implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      ContentComparison.compareAll(pair, node);
      pair.compareAttributes(node);
    }
  }

  /** Goes to the ends of what a file can be. */
  record Extremes(int file, int length) implements FileOperation {
    @Override
    public void run(RootPair pair, Node node, long sizeBytes, int blockSizeBytes) {
      if (sizeBytes == Long.MAX_VALUE) {
        return;
      }
      MemorySegment source = source(pair, new Payload(length, 7));
      pair.attributes((fs, inode, out) -> fs.truncate(inode.of(node), Long.MAX_VALUE, out));
      pair.call((fs, inode) -> fs.write(inode.of(node), Long.MAX_VALUE - length, source));
      ContentComparison.read(pair, node, Long.MAX_VALUE - length - 1, length + 1);
      if (!pair.isReadOnly()) {
        pair.value((fs, inode) -> fs.append(inode.of(node), source));
        pair.bothFail((fs, inode) -> fs.write(inode.of(node), -1, source));
        pair.bothFail((fs, inode) -> fs.truncate(inode.of(node), -1, new Attributes()));
        pair.attributes((fs, inode, out) -> fs.truncate(inode.of(node), sizeBytes, out));
      }
      pair.buffers.spoil();
    }
  }
}
