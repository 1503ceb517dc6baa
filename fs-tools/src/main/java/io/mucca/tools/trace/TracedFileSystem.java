package io.mucca.tools.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FilterFileSystem;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A root that can be traced while it is in use: successful calls are noted, those that fail are
 * not. Without a trace each call looks at one field. Thread-safe.
 */
public final class TracedFileSystem extends FilterFileSystem {
  private static final byte[] USER_PREFIX = "user.".getBytes(UTF_8);

  private final FileSystem root;
  private volatile @Nullable TraceRecorder recorder;

  public TracedFileSystem(FileSystem root) {
    super(root);
    this.root = root;
  }

  /** Begins a trace; calls are noted from when this returns. */
  public void startTrace() throws IOException {
    TraceRecorder started = new TraceRecorder(root);
    synchronized (this) {
      TraceRecorder other = recorder;
      if (other != null && !other.isOver()) {
        throw Failure.busy("a trace is being made of it; end that first, with Ctrl-C");
      }
      recorder = started;
    }
    try {
      started.begin();
    } catch (IOException | RuntimeException | Error e) {
      recorder = null;
      throw e;
    }
  }

  /** Takes out what has gathered; after the last of it the trace is forgotten. */
  public TraceChunk readTrace() throws Failure {
    TraceRecorder active = recorder;
    if (active == null) {
      throw Failure.notFound("no trace is being made of it");
    }
    TraceChunk chunk = active.poll();
    if (chunk.over()) {
      recorder = null;
    }
    return chunk;
  }

  /** Ends the trace, if there is one; what has gathered can still be read. */
  public void endTrace() {
    TraceRecorder active = recorder;
    if (active != null) {
      active.end();
    }
  }

  // ---- content ----

  @Override
  public int read(long inode, long offsetBytes, MemorySegment target) throws IOException {
    TraceRecorder active = recorder;
    if (active == null) {
      return super.read(inode, offsetBytes, target);
    }
    long began = active.before(inode);
    int count = super.read(inode, offsetBytes, target);
    active.after(began, inode, path -> new TraceOperation.Read(path, offsetBytes, count));
    return count;
  }

  @Override
  public void write(long inode, long offsetBytes, MemorySegment source) throws IOException {
    TraceRecorder active = recorder;
    if (active == null) {
      super.write(inode, offsetBytes, source);
      return;
    }
    long began = active.before(inode);
    super.write(inode, offsetBytes, source);
    int count = Math.toIntExact(source.byteSize());
    active.after(began, inode, path -> new TraceOperation.Write(path, offsetBytes, count));
  }

  @Override
  public long append(long inode, MemorySegment source) throws IOException {
    TraceRecorder active = recorder;
    if (active == null) {
      return super.append(inode, source);
    }
    long began = active.before(inode);
    long at = super.append(inode, source);
    int count = Math.toIntExact(source.byteSize());
    active.after(began, inode, path -> new TraceOperation.Write(path, at, count));
    return at;
  }

  @Override
  public void truncate(long inode, long sizeBytes, Attributes out) throws IOException {
    TraceRecorder active = recorder;
    if (active == null) {
      super.truncate(inode, sizeBytes, out);
      return;
    }
    long began = active.before(inode);
    super.truncate(inode, sizeBytes, out);
    active.after(began, inode, path -> new TraceOperation.Truncate(path, sizeBytes));
  }

  @Override
  public void punchHole(long inode, long offsetBytes, long lengthBytes) throws IOException {
    super.punchHole(inode, offsetBytes, lengthBytes);
    leaveOut();
  }

  @Override
  public void allocate(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException {
    super.allocate(inode, offsetBytes, lengthBytes, keepSize);
    leaveOut();
  }

  @Override
  public void zeroRange(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException {
    super.zeroRange(inode, offsetBytes, lengthBytes, keepSize);
    leaveOut();
  }

  @Override
  public long copyRange(long from, long fromOffset, long to, long toOffset, long lengthBytes)
      throws IOException {
    long count = super.copyRange(from, fromOffset, to, toOffset, lengthBytes);
    leaveOut();
    return count;
  }

  @Override
  public void createTemporary(long directory, int mode, int uid, int gid, Attributes out)
      throws IOException {
    super.createTemporary(directory, mode, uid, gid, out);
    leaveOut();
  }

  @Override
  public void fsync(long inode) throws IOException {
    TraceRecorder active = recorder;
    if (active == null) {
      super.fsync(inode);
      return;
    }
    long began = active.before(inode);
    super.fsync(inode);
    active.synced(began, inode);
  }

  @Override
  public void syncAll() throws IOException {
    long began = System.nanoTime();
    super.syncAll();
    TraceRecorder active = recorder;
    if (active != null) {
      active.after(began, new TraceOperation.SyncAll());
    }
  }

  @Override
  public void open(long inode) throws IOException {
    super.open(inode);
    TraceRecorder active = recorder;
    if (active != null) {
      active.opened(inode);
    }
  }

  @Override
  public void close(long inode) throws IOException {
    super.close(inode);
    TraceRecorder active = recorder;
    if (active != null) {
      active.closed(inode);
    }
  }

  // ---- attributes ----

  @Override
  public void setAttributes(long inode, AttributeChange change, Attributes out) throws IOException {
    super.setAttributes(inode, change, out);
    leaveOut();
  }

  @Override
  public void setXattr(long inode, byte[] name, byte[] value, XattrMode xattrMode)
      throws IOException {
    TraceRecorder active = recorder;
    int prefix = USER_PREFIX.length;
    boolean user = name.length > prefix && Arrays.mismatch(name, USER_PREFIX) == prefix;
    if (active == null || !user) {
      super.setXattr(inode, name, value, xattrMode);
      leaveOut();
      return;
    }
    long began = active.before(inode);
    super.setXattr(inode, name, value, xattrMode);
    String text = TraceNames.text(Arrays.copyOfRange(name, prefix, name.length));
    active.after(began, inode, path -> new TraceOperation.SetXattr(path, text, value.length));
  }

  @Override
  public void removeXattr(long inode, byte[] name) throws IOException {
    super.removeXattr(inode, name);
    leaveOut();
  }

  private void leaveOut() {
    TraceRecorder active = recorder;
    if (active != null) {
      active.leaveOut();
    }
  }

  // ---- names ----

  @Override
  public void createNode(
      long directory, byte[] name, int mode, int uid, int gid, long deviceNumber, Attributes out)
      throws IOException {
    make(
        directory,
        name,
        () -> super.createNode(directory, name, mode, uid, gid, deviceNumber, out),
        out);
  }

  @Override
  public void makeDirectory(long directory, byte[] name, int mode, int uid, int gid, Attributes out)
      throws IOException {
    make(directory, name, () -> super.makeDirectory(directory, name, mode, uid, gid, out), out);
  }

  @Override
  public void makeSymlink(
      long directory, byte[] name, byte[] target, int uid, int gid, Attributes out)
      throws IOException {
    make(directory, name, () -> super.makeSymlink(directory, name, target, uid, gid, out), out);
  }

  private void make(long directory, byte[] name, TraceRecorder.Change change, Attributes out)
      throws IOException {
    TraceRecorder active = recorder;
    if (active == null) {
      change.run();
    } else {
      active.make(directory, name, change, out);
    }
  }

  @Override
  public void link(long inode, long directory, byte[] name, Attributes out) throws IOException {
    TraceRecorder active = recorder;
    if (active == null) {
      super.link(inode, directory, name, out);
    } else {
      active.link(inode, directory, name, () -> super.link(inode, directory, name, out));
    }
  }

  @Override
  public void unlink(long directory, byte[] name) throws IOException {
    TraceRecorder active = recorder;
    if (active == null) {
      super.unlink(directory, name);
    } else {
      active.remove(directory, name, () -> super.unlink(directory, name));
    }
  }

  @Override
  public void removeDirectory(long directory, byte[] name) throws IOException {
    TraceRecorder active = recorder;
    if (active == null) {
      super.removeDirectory(directory, name);
    } else {
      active.remove(directory, name, () -> super.removeDirectory(directory, name));
    }
  }

  @Override
  public void rename(
      long directory, byte[] name, long newDirectory, byte[] newName, RenameMode renameMode)
      throws IOException {
    TraceRecorder active = recorder;
    TraceRecorder.Change change =
        () -> super.rename(directory, name, newDirectory, newName, renameMode);
    if (active == null) {
      change.run();
    } else if (renameMode == RenameMode.EXCHANGE) {
      active.exchange(directory, name, newDirectory, newName, change);
    } else {
      active.rename(directory, name, newDirectory, newName, change);
      if (renameMode.leavesWhiteout()) {
        leaveOut();
      }
    }
  }
}
