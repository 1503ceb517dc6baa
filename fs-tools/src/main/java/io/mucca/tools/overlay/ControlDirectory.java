package io.mucca.tools.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.DirectoryVisitor;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FilterFileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows a directory {@code .mucca} in the root directory of a filesystem: found by its name, and in
 * no listing. Its files are read-only, and are not in the filesystem below, which never hears of
 * them.
 *
 * <p>Invariants: inode numbers of what is shown here are {@link #FIRST_INODE} or above, and those
 * of the filesystem below are less than that. The name in the root directory is taken: nothing can
 * be made there, and whatever the filesystem below has under it cannot be reached. Thread-safe.
 */
public final class ControlDirectory extends FilterFileSystem {
  /** Far above 2^56, where the inode numbers of an image end. */
  public static final long FIRST_INODE = 1L << 62;

  private static final byte[] NAME = ".mucca".getBytes(UTF_8);
  private static final byte[] DOT = {'.'};
  private static final byte[] DOT_DOT = {'.', '.'};
  private static final int DIRECTORY_MODE = FileMode.DIRECTORY | 0555;
  private static final int FILE_MODE = FileMode.REGULAR | 0444;

  /** As in a directory of the core: 1 and 2 are those of {@code .} and {@code ..}. */
  private static final long FIRST_COOKIE = 3;

  private static final int SECTOR = 512;

  private final InstantSource clock;
  private final Instant made;
  private final List<VirtualFile> files = new ArrayList<>();

  /** Shows nothing yet but the directory. */
  public ControlDirectory(FileSystem delegate, InstantSource clock) {
    super(delegate);
    this.clock = clock;
    made = clock.instant();
  }

  /** What makes the content of a file. */
  @FunctionalInterface
  public interface Content {
    byte[] make() throws IOException;
  }

  /** Adds a file; to be called before the filesystem is used. */
  public ControlDirectory with(String name, Content content) {
    files.add(new VirtualFile(name, FIRST_INODE + 1 + files.size(), content::make));
    return this;
  }

  // ---- what is where ----

  private static boolean isVirtual(long inode) {
    return inode >= FIRST_INODE;
  }

  private static boolean isTaken(long directory, byte[] name) {
    return isVirtual(directory)
        || (directory == FileSystem.ROOT_INODE && Arrays.equals(name, NAME));
  }

  private @Nullable VirtualFile find(long inode) throws FsException {
    if (inode == FIRST_INODE) {
      return null;
    }
    long index = inode - FIRST_INODE - 1;
    if (index >= files.size()) {
      throw new FsException(FsError.STALE, "there is no inode " + inode);
    }
    return files.get((int) index);
  }

  private VirtualFile file(long inode) throws FsException {
    VirtualFile file = find(inode);
    if (file == null) {
      throw new FsException(FsError.IS_A_DIRECTORY, ".mucca is a directory");
    }
    return file;
  }

  private static FsException refusal() {
    return new FsException(FsError.NOT_PERMITTED, "what is in .mucca cannot be changed");
  }

  private static void requireReal(long inode) throws FsException {
    if (isVirtual(inode)) {
      throw refusal();
    }
  }

  private static void requireNotTaken(long directory, byte[] name) throws FsException {
    if (isTaken(directory, name)) {
      throw refusal();
    }
  }

  /** For what makes a name. */
  private static void requireFree(long directory, byte[] name) throws FsException {
    requireReal(directory);
    if (isTaken(directory, name)) {
      throw new FsException(FsError.EXISTS, ".mucca exists already");
    }
  }

  // ---- reading ----

  @Override
  public void lookup(long directory, byte[] name, Attributes out) throws IOException {
    if (isTaken(directory, name)) {
      getAttributes(virtualInode(directory, name), out);
    } else {
      super.lookup(directory, name, out);
    }
  }

  private long virtualInode(long directory, byte[] name) throws FsException {
    if (!isVirtual(directory)) {
      return FIRST_INODE;
    }
    if (find(directory) != null) {
      throw new FsException(FsError.NOT_A_DIRECTORY, "inode " + directory + " is no directory");
    }
    if (Arrays.equals(name, DOT)) {
      return FIRST_INODE;
    }
    if (Arrays.equals(name, DOT_DOT)) {
      return FileSystem.ROOT_INODE;
    }
    for (VirtualFile file : files) {
      if (Arrays.equals(name, file.name().getBytes(UTF_8))) {
        return file.inode();
      }
    }
    throw new FsException(
        FsError.NOT_FOUND, "there is no '" + new String(name, UTF_8) + "' in .mucca");
  }

  @Override
  public void getAttributes(long inode, Attributes out) throws IOException {
    if (!isVirtual(inode)) {
      super.getAttributes(inode, out);
      return;
    }
    VirtualFile file = find(inode);
    super.getAttributes(FileSystem.ROOT_INODE, out);
    out.inode = inode;
    out.mode = file == null ? DIRECTORY_MODE : FILE_MODE;
    out.linkCount = file == null ? 2 : 1;
    out.deviceNumber = 0;
    out.sizeBytes = file == null ? files.size() : file.bytes().length;
    out.allocatedSectors = file == null ? 0 : Math.ceilDiv(out.sizeBytes, SECTOR);
    setTimes(file == null ? made : clock.instant(), out);
    out.selfChanging = true;
  }

  private void setTimes(Instant changed, Attributes out) {
    out.accessSeconds = changed.getEpochSecond();
    out.accessNanos = changed.getNano();
    out.modifySeconds = changed.getEpochSecond();
    out.modifyNanos = changed.getNano();
    out.changeSeconds = changed.getEpochSecond();
    out.changeNanos = changed.getNano();
    out.birthSeconds = made.getEpochSecond();
    out.birthNanos = made.getNano();
  }

  @Override
  public void readDirectory(long directory, long cookie, DirectoryVisitor visitor)
      throws IOException {
    if (!isVirtual(directory)) {
      super.readDirectory(directory, cookie, visitor);
      return;
    }
    if (find(directory) != null) {
      throw new FsException(FsError.NOT_A_DIRECTORY, "inode " + directory + " is no directory");
    }
    boolean more = true;
    for (int i = (int) Math.max(0, cookie - FIRST_COOKIE + 1); more && i < files.size(); i++) {
      VirtualFile file = files.get(i);
      more =
          visitor.visit(
              file.name().getBytes(UTF_8), file.inode(), FileMode.REGULAR, FIRST_COOKIE + i);
    }
  }

  @Override
  public long parentOf(long directory) throws IOException {
    return isVirtual(directory) ? FileSystem.ROOT_INODE : super.parentOf(directory);
  }

  @Override
  public void open(long inode) throws IOException {
    if (!isVirtual(inode)) {
      super.open(inode);
      return;
    }
    VirtualFile file = find(inode);
    if (file != null) {
      file.open();
    }
  }

  @Override
  public void close(long inode) throws IOException {
    if (!isVirtual(inode)) {
      super.close(inode);
      return;
    }
    VirtualFile file = find(inode);
    if (file != null) {
      file.close();
    }
  }

  @Override
  public int read(long inode, long offsetBytes, MemorySegment target) throws IOException {
    if (!isVirtual(inode)) {
      return super.read(inode, offsetBytes, target);
    }
    byte[] bytes = file(inode).bytes();
    if (offsetBytes < 0) {
      throw new FsException(FsError.INVALID_ARGUMENT, "offset " + offsetBytes + " is negative");
    }
    if (offsetBytes >= bytes.length) {
      return 0;
    }
    int count = (int) Math.min(target.byteSize(), bytes.length - offsetBytes);
    MemorySegment.copy(bytes, (int) offsetBytes, target, ValueLayout.JAVA_BYTE, 0, count);
    return count;
  }

  @Override
  public byte[] readSymlink(long inode) throws IOException {
    if (isVirtual(inode)) {
      throw new FsException(FsError.INVALID_ARGUMENT, "nothing in .mucca is a symbolic link");
    }
    return super.readSymlink(inode);
  }

  @Override
  public long seekData(long inode, long offsetBytes) throws IOException {
    if (!isVirtual(inode)) {
      return super.seekData(inode, offsetBytes);
    }
    long size = file(inode).bytes().length;
    return offsetBytes >= 0 && offsetBytes < size ? offsetBytes : -1;
  }

  @Override
  public long seekHole(long inode, long offsetBytes) throws IOException {
    if (!isVirtual(inode)) {
      return super.seekHole(inode, offsetBytes);
    }
    long size = file(inode).bytes().length;
    if (offsetBytes < 0 || offsetBytes >= size) {
      throw new FsException(
          FsError.INVALID_ARGUMENT, "offset " + offsetBytes + " is not within the file");
    }
    return size;
  }

  @Override
  public byte[] getXattr(long inode, byte[] name) throws IOException {
    if (isVirtual(inode)) {
      throw new FsException(FsError.NO_SUCH_ATTRIBUTE, "nothing in .mucca has attributes");
    }
    return super.getXattr(inode, name);
  }

  @Override
  public List<byte[]> listXattrs(long inode) throws IOException {
    return isVirtual(inode) ? List.of() : super.listXattrs(inode);
  }

  @Override
  public boolean hasDefaultAcl(long directory) throws IOException {
    return !isVirtual(directory) && super.hasDefaultAcl(directory);
  }

  @Override
  public void fsync(long inode) throws IOException {
    if (!isVirtual(inode)) {
      super.fsync(inode);
    }
  }

  // ---- changing: not here ----

  @Override
  public void setAttributes(long inode, AttributeChange change, Attributes out) throws IOException {
    requireReal(inode);
    super.setAttributes(inode, change, out);
  }

  @Override
  public void createNode(
      long directory, byte[] name, int mode, int uid, int gid, long deviceNumber, Attributes out)
      throws IOException {
    requireFree(directory, name);
    super.createNode(directory, name, mode, uid, gid, deviceNumber, out);
  }

  @Override
  public void createTemporary(long directory, int mode, int uid, int gid, Attributes out)
      throws IOException {
    requireReal(directory);
    super.createTemporary(directory, mode, uid, gid, out);
  }

  @Override
  public void makeDirectory(long directory, byte[] name, int mode, int uid, int gid, Attributes out)
      throws IOException {
    requireFree(directory, name);
    super.makeDirectory(directory, name, mode, uid, gid, out);
  }

  @Override
  public void makeSymlink(
      long directory, byte[] name, byte[] target, int uid, int gid, Attributes out)
      throws IOException {
    requireFree(directory, name);
    super.makeSymlink(directory, name, target, uid, gid, out);
  }

  @Override
  public void link(long inode, long directory, byte[] name, Attributes out) throws IOException {
    requireReal(inode);
    requireFree(directory, name);
    super.link(inode, directory, name, out);
  }

  @Override
  public void unlink(long directory, byte[] name) throws IOException {
    requireNotTaken(directory, name);
    super.unlink(directory, name);
  }

  @Override
  public void removeDirectory(long directory, byte[] name) throws IOException {
    requireNotTaken(directory, name);
    super.removeDirectory(directory, name);
  }

  @Override
  public void rename(
      long directory, byte[] name, long newDirectory, byte[] newName, RenameMode renameMode)
      throws IOException {
    requireNotTaken(directory, name);
    requireNotTaken(newDirectory, newName);
    super.rename(directory, name, newDirectory, newName, renameMode);
  }

  @Override
  public void write(long inode, long offsetBytes, MemorySegment source) throws IOException {
    requireReal(inode);
    super.write(inode, offsetBytes, source);
  }

  @Override
  public long append(long inode, MemorySegment source) throws IOException {
    requireReal(inode);
    return super.append(inode, source);
  }

  @Override
  public void truncate(long inode, long sizeBytes, Attributes out) throws IOException {
    requireReal(inode);
    super.truncate(inode, sizeBytes, out);
  }

  @Override
  public void punchHole(long inode, long offsetBytes, long lengthBytes) throws IOException {
    requireReal(inode);
    super.punchHole(inode, offsetBytes, lengthBytes);
  }

  @Override
  public void allocate(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException {
    requireReal(inode);
    super.allocate(inode, offsetBytes, lengthBytes, keepSize);
  }

  @Override
  public void zeroRange(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException {
    requireReal(inode);
    super.zeroRange(inode, offsetBytes, lengthBytes, keepSize);
  }

  /** What is here has no blocks that could be shared. */
  @Override
  public long copyRange(long from, long fromOffset, long to, long toOffset, long lengthBytes)
      throws IOException {
    requireReal(to);
    if (isVirtual(from)) {
      throw new FsException(FsError.NOT_SUPPORTED, "what is in .mucca can only be read");
    }
    return super.copyRange(from, fromOffset, to, toOffset, lengthBytes);
  }

  @Override
  public void setXattr(long inode, byte[] name, byte[] value, XattrMode xattrMode)
      throws IOException {
    requireReal(inode);
    super.setXattr(inode, name, value, xattrMode);
  }

  @Override
  public void removeXattr(long inode, byte[] name) throws IOException {
    requireReal(inode);
    super.removeXattr(inode, name);
  }
}
