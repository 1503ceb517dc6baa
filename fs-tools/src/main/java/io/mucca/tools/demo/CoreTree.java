package io.mucca.tools.demo;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A root that is reached without the kernel. */
final class CoreTree implements Tree {
  private static final int FILE_MODE = FileMode.REGULAR | 0644;
  private static final int DIRECTORY_MODE = FileMode.DIRECTORY | 0755;

  private final FileSystem fileSystem;
  private final Attributes attributes = new Attributes();
  private final Map<String, Long> directories = new HashMap<>();

  CoreTree(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
    directories.put("", FileSystem.ROOT_INODE);
  }

  @Override
  public void write(String path, byte[] content) throws IOException {
    int slash = path.lastIndexOf('/');
    long directory = directory(path.substring(0, Math.max(slash, 0)));
    long inode = file(directory, bytes(path.substring(slash + 1)));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate(content.length);
      MemorySegment.copy(content, 0, source, ValueLayout.JAVA_BYTE, 0, content.length);
      fileSystem.truncate(inode, 0, attributes);
      fileSystem.write(inode, 0, source);
    }
  }

  private long file(long directory, byte[] name) throws IOException {
    try {
      fileSystem.createNode(directory, name, FILE_MODE, 0, 0, 0, attributes);
    } catch (FsException e) {
      lookupIfExists(e, directory, name);
    }
    return attributes.inode;
  }

  private long directory(String path) throws IOException {
    Long known = directories.get(path);
    if (known != null) {
      return known;
    }
    int slash = path.lastIndexOf('/');
    long parent = directory(path.substring(0, Math.max(slash, 0)));
    byte[] name = bytes(path.substring(slash + 1));
    try {
      fileSystem.makeDirectory(parent, name, DIRECTORY_MODE, 0, 0, attributes);
    } catch (FsException e) {
      lookupIfExists(e, parent, name);
    }
    directories.put(path, attributes.inode);
    return attributes.inode;
  }

  private void lookupIfExists(FsException e, long directory, byte[] name) throws IOException {
    if (e.error() != FsError.EXISTS) {
      throw e;
    }
    fileSystem.lookup(directory, name, attributes);
  }

  @Override
  public void read(FileVisitor visitor) throws IOException {
    read(FileSystem.ROOT_INODE, "", visitor);
  }

  private void read(long directory, String prefix, FileVisitor visitor) throws IOException {
    for (Entry entry : entries(directory)) {
      String path = prefix + entry.name();
      if (FileMode.isDirectory(entry.type())) {
        read(entry.inode(), path + "/", visitor);
      } else if (FileMode.isRegularFile(entry.type())) {
        visitor.visit(path, content(entry.inode()));
      }
    }
  }

  private List<Entry> entries(long directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    fileSystem.readDirectory(
        directory,
        0,
        (name, inode, type, _) ->
            entries.add(new Entry(new String(name, StandardCharsets.UTF_8), inode, type)));
    return entries;
  }

  private byte[] content(long inode) throws IOException {
    fileSystem.getAttributes(inode, attributes);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(attributes.sizeBytes);
      int count = fileSystem.read(inode, 0, target);
      return target.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    fileSystem.close();
  }

  private record Entry(String name, long inode, int type) {}
}
