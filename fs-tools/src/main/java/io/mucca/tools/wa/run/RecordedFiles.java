package io.mucca.tools.wa.run;

import io.mucca.tools.wa.engine.FileTree;
import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A tree of files that tells a recorder of everything that is done to it. */
final class RecordedFiles implements FileTree {
  private final FileTree files;
  private final Recorder recorder;
  private final Map<String, Content> contents = new ConcurrentHashMap<>();

  RecordedFiles(FileTree files, Recorder recorder) {
    this.files = files;
    this.recorder = recorder;
  }

  /** What was written to one file, and what of it is not durable yet. */
  private static final class Content {
    final ByteRanges written = new ByteRanges();
    final AtomicLong atRisk = new AtomicLong();
  }

  private Content content(String path) {
    return contents.computeIfAbsent(path, _ -> new Content());
  }

  @Override
  public WorkFile create(String path) throws IOException {
    WorkFile file = recorder.time("create", () -> files.create(path));
    return new RecordedFile(file, content(path), 0);
  }

  @Override
  public WorkFile open(String path) throws IOException {
    WorkFile file = files.open(path);
    return new RecordedFile(file, content(path), file.sizeBytes());
  }

  @Override
  public void makeDirectory(String path) throws IOException {
    recorder.run("mkdir", () -> files.makeDirectory(path));
  }

  @Override
  public void rename(String path, String newPath) throws IOException {
    recorder.run("rename", () -> files.rename(path, newPath));
    Content content = contents.remove(path);
    if (content != null) {
      contents.put(newPath, content);
    }
  }

  @Override
  public void unlink(String path) throws IOException {
    recorder.run("unlink", () -> files.unlink(path));
    Content content = contents.remove(path);
    if (content != null) {
      recorder.changeAtRisk(-content.atRisk.getAndSet(0));
    }
  }

  @Override
  public void removeDirectory(String path) throws IOException {
    recorder.run("rmdir", () -> files.removeDirectory(path));
  }

  @Override
  public void link(String path, String newPath) throws IOException {
    recorder.run("link", () -> files.link(path, newPath));
    contents.put(newPath, content(path));
  }

  @Override
  public void setXattr(String path, String name, byte[] value) throws IOException {
    recorder.run("setxattr", () -> files.setXattr(path, name, value));
  }

  @Override
  public void syncDirectory(String path) throws IOException {
    recorder.run("fsync-directory", () -> files.syncDirectory(path));
    recorder.synced();
  }

  @Override
  public void syncAll() throws IOException {
    recorder.run("syncfs", files::syncAll);
    recorder.synced();
    allDurable();
  }

  /** Nothing is at risk any more. */
  void allDurable() {
    for (Content content : contents.values()) {
      recorder.changeAtRisk(-content.atRisk.getAndSet(0));
    }
  }

  @Override
  public boolean canSnapshot() {
    return files.canSnapshot();
  }

  @Override
  public void snapshot(String name) throws IOException {
    recorder.run("snapshot", () -> files.snapshot(name));
  }

  @Override
  public FileTree cloneTree(String name) throws IOException {
    return new RecordedFiles(recorder.time("clone", () -> files.cloneTree(name)), recorder);
  }

  @Override
  public void dropCaches() throws IOException {
    files.dropCaches();
  }

  @Override
  public OptionalLong extents(String path) throws IOException {
    return files.extents(path);
  }

  /** An open file that does likewise. */
  private final class RecordedFile implements WorkFile {
    private final WorkFile file;
    private final Content content;
    private long endBytes;

    /**
     * @param endBytes where the first append goes
     */
    RecordedFile(WorkFile file, Content content, long endBytes) {
      this.file = file;
      this.content = content;
      this.endBytes = endBytes;
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
      int count = source.remaining();
      recorder.run("write", () -> file.write(offsetBytes, source));
      wrote(offsetBytes, count);
    }

    @Override
    public void append(ByteBuffer source) throws IOException {
      int count = source.remaining();
      recorder.run("write", () -> file.append(source));
      wrote(endBytes, count);
      endBytes += count;
    }

    private void wrote(long offsetBytes, int count) {
      if (recorder.isRecording()) {
        recorder.wrote(count, content.written.add(offsetBytes, offsetBytes + count));
        content.atRisk.addAndGet(count);
        recorder.changeAtRisk(count);
      }
    }

    @Override
    public int read(long offsetBytes, ByteBuffer target) throws IOException {
      int count = recorder.time("read", () -> file.read(offsetBytes, target));
      recorder.read(count);
      return count;
    }

    @Override
    public long sizeBytes() throws IOException {
      return file.sizeBytes();
    }

    @Override
    public void sync() throws IOException {
      sync("fsync", file::sync);
    }

    @Override
    public void syncData() throws IOException {
      sync("fdatasync", file::syncData);
    }

    private void sync(String operation, Recorder.Action action) throws IOException {
      long covered = content.atRisk.get();
      recorder.run(operation, action);
      recorder.synced();
      long before = content.atRisk.getAndUpdate(bytes -> bytes - Math.min(bytes, covered));
      recorder.changeAtRisk(-Math.min(before, covered));
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      recorder.run("truncate", () -> file.truncate(sizeBytes));
      endBytes = Math.min(endBytes, sizeBytes);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
