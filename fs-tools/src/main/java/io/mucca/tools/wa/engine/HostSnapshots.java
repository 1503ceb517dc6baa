package io.mucca.tools.wa.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Snapshots as filesystems of the host make them: btrfs of subvolumes, others file by file. */
final class HostSnapshots implements DirectorySnapshots {
  private final Path top;
  private final boolean subvolumes;
  private final Cleanup cleanup;

  private HostSnapshots(Path top, boolean subvolumes, Cleanup cleanup) {
    this.top = top;
    this.subvolumes = subvolumes;
    this.cleanup = cleanup;
  }

  /** Makes the directory {@code top}, in such a way that it can be copied later if it ever can. */
  static DirectorySnapshots of(String type, Path top, Cleanup cleanup) throws IOException {
    if (type.equals("btrfs") && madeSubvolume(top)) {
      cleanup.add(() -> deleteSubvolume(top));
      return new HostSnapshots(top, true, cleanup);
    }
    Files.createDirectory(top);
    return sharesBlocks(top) ? new HostSnapshots(top, false, cleanup) : NONE;
  }

  private static boolean madeSubvolume(Path top) {
    try {
      String unused = Commands.run("btrfs", "subvolume", "create", top.toString());
      return true;
    } catch (IOException e) {
      // Without btrfs-progs: an ordinary directory will do for everything but this.
      return false;
    }
  }

  private static void deleteSubvolume(Path subvolume) throws IOException {
    if (Files.exists(subvolume)) {
      String unused = Commands.run("btrfs", "subvolume", "delete", subvolume.toString());
    }
  }

  /** Tries it out. */
  private static boolean sharesBlocks(Path top) throws IOException {
    Path from = Files.writeString(top.resolve("from"), "x".repeat(4096));
    Path to = top.resolve("to");
    try {
      copy(from, to);
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      Files.delete(from);
      Files.deleteIfExists(to);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    String unused =
        Commands.run("cp", "--archive", "--reflink=always", from.toString(), to.toString());
  }

  @Override
  public boolean supported() {
    return true;
  }

  @Override
  public void snapshot(String name) throws IOException {
    Path copy = top.resolveSibling(name);
    if (subvolumes) {
      String unused =
          Commands.run("btrfs", "subvolume", "snapshot", "-r", top.toString(), copy.toString());
      cleanup.add(() -> deleteSubvolume(copy));
    } else {
      copy(top, copy);
    }
  }

  @Override
  public Path cloneTree(String name) throws IOException {
    Path copy = top.resolveSibling(name);
    if (subvolumes) {
      String unused =
          Commands.run("btrfs", "subvolume", "snapshot", top.toString(), copy.toString());
      cleanup.add(() -> deleteSubvolume(copy));
    } else {
      copy(top, copy);
    }
    return copy;
  }
}
