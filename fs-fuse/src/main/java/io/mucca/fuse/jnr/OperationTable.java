package io.mucca.fuse.jnr;

import io.mucca.fuse.FailureLog;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.BaseStruct;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.FuseOperations;

/**
 * libfuse's table of callbacks, filled with ours. Callbacks that are missing are so on purpose:
 * without {@code flush} the kernel stops asking for it, {@code access} is the kernel's with default
 * permissions, locks stay in the kernel.
 *
 * <p>Must stay reachable for as long as libfuse may call.
 */
final class OperationTable {
  /**
   * nullpath_ok, nopath and utime_omit_ok: handles need no path, and times can be set one at a
   * time.
   */
  private static final byte FLAGS = 1 | 2 | 4;

  private final Slots slots = new Slots();
  private final Pointer memory;

  /** The native code that calls back lives as long as these. */
  private final List<Object> callbacks = new ArrayList<>();

  private final FailureLog failures = new FailureLog();

  OperationTable(MountedRoot root) {
    memory = Memory.allocateDirect(slots.getRuntime(), Struct.size(slots), true);
    memory.putByte(slots.flagsOffset(), FLAGS);
    setAttributeCallbacks(new AttributeCallbacks(root));
    setNameCallbacks(new NameCallbacks(root));
    setFileCallbacks(new FileCallbacks(root));
    setDirectoryCallbacks(new DirectoryCallbacks(root));
    setXattrCallbacks(new XattrCallbacks(root));
  }

  long address() {
    return memory.address();
  }

  long sizeBytes() {
    return memory.size();
  }

  private void setAttributeCallbacks(AttributeCallbacks a) {
    set(slots.getattr, Callbacks.JJ.class, Callbacks.guardJj(a::getattr, onPath("getattr")));
    set(slots.fgetattr, Callbacks.JJJ.class, Callbacks.guardJjj(a::fgetattr, onPath("fgetattr")));
    set(slots.readlink, Callbacks.JJJ.class, Callbacks.guardJjj(a::readlink, onPath("readlink")));
    set(slots.chmod, Callbacks.JI.class, Callbacks.guardJi(a::chmod, onPath("chmod")));
    set(slots.chown, Callbacks.JII.class, Callbacks.guardJii(a::chown, onPath("chown")));
    set(slots.utimens, Callbacks.JJ.class, Callbacks.guardJj(a::utimens, onPath("utimens")));
    set(slots.truncate, Callbacks.JJ.class, Callbacks.guardJj(a::truncate, onPath("truncate")));
    set(
        slots.ftruncate,
        Callbacks.JJJ.class,
        Callbacks.guardJjj(a::ftruncate, onPath("ftruncate")));
    set(slots.statfs, Callbacks.JJ.class, Callbacks.guardJj(a::statfs, onPath("statfs")));
  }

  private void setNameCallbacks(NameCallbacks n) {
    set(slots.mknod, Callbacks.JIJ.class, Callbacks.guardJij(n::mknod, onPath("mknod")));
    set(slots.mkdir, Callbacks.JI.class, Callbacks.guardJi(n::mkdir, onPath("mkdir")));
    set(slots.symlink, Callbacks.JJ.class, Callbacks.guardJj(n::symlink, onPath("symlink to")));
    set(slots.link, Callbacks.JJ.class, Callbacks.guardJj(n::link, onPath("link")));
    set(slots.unlink, Callbacks.J.class, Callbacks.guardJ(n::unlink, onPath("unlink")));
    set(slots.rmdir, Callbacks.J.class, Callbacks.guardJ(n::rmdir, onPath("rmdir")));
    set(slots.rename, Callbacks.JJ.class, Callbacks.guardJj(n::rename, onPath("rename")));
  }

  private void setFileCallbacks(FileCallbacks f) {
    set(slots.open, Callbacks.JJ.class, Callbacks.guardJj(f::open, onPath("open")));
    set(slots.create, Callbacks.JIJ.class, Callbacks.guardJij(f::create, onPath("create")));
    set(slots.read, Callbacks.JJJJJ.class, Callbacks.guardJjjjj(f::read, onPath("read")));
    set(slots.write, Callbacks.JJJJJ.class, Callbacks.guardJjjjj(f::write, onPath("write")));
    set(slots.release, Callbacks.JJ.class, Callbacks.guardJj(f::release, onPath("release")));
    set(slots.fsync, Callbacks.JIJ.class, Callbacks.guardJij(f::fsync, onPath("fsync")));
    set(
        slots.fallocate,
        Callbacks.JIJJJ.class,
        Callbacks.guardJijjj(f::fallocate, onPath("fallocate")));
  }

  private void setDirectoryCallbacks(DirectoryCallbacks d) {
    set(slots.opendir, Callbacks.JJ.class, Callbacks.guardJj(d::opendir, onPath("opendir")));
    set(slots.readdir, Callbacks.JJJJJ.class, Callbacks.guardJjjjj(d::readdir, onPath("readdir")));
    set(
        slots.releasedir,
        Callbacks.JJ.class,
        Callbacks.guardJj(d::releasedir, onPath("releasedir")));
    set(slots.fsyncdir, Callbacks.JIJ.class, Callbacks.guardJij(d::fsyncdir, onPath("fsyncdir")));
  }

  private void setXattrCallbacks(XattrCallbacks x) {
    set(slots.getxattr, Callbacks.JJJJ.class, Callbacks.guardJjjj(x::getxattr, onPath("getxattr")));
    set(
        slots.setxattr,
        Callbacks.JJJJI.class,
        Callbacks.guardJjjji(x::setxattr, onPath("setxattr")));
    set(
        slots.listxattr,
        Callbacks.JJJ.class,
        Callbacks.guardJjj(x::listxattr, onPath("listxattr")));
    set(
        slots.removexattr,
        Callbacks.JJ.class,
        Callbacks.guardJj(x::removexattr, onPath("removexattr")));
  }

  private <C> void set(BaseStruct.Func<?> slot, Class<C> shape, C callback) {
    callbacks.add(callback);
    Pointer code = slots.getRuntime().getClosureManager().getClosurePointer(shape, callback);
    memory.putPointer(slots.offsetOf(slot), code);
  }

  private Callbacks.FailureHandler onPath(String operation) {
    return (path, failure) ->
        -failures.errnoOf(operation, () -> subject(path, SessionThread.current()), failure);
  }

  private static String subject(long path, SessionThread thread) {
    String inode = "inode " + thread.inode;
    return path == 0 ? inode : PathResolver.describe(path) + " (" + inode + ")";
  }

  /** jnr-fuse's description of the table, used for its offsets only; they are protected. */
  private static final class Slots extends FuseOperations {
    Slots() {
      super(Runtime.getSystemRuntime());
    }

    long offsetOf(BaseStruct.Func<?> slot) {
      return slot.offset();
    }

    long flagsOffset() {
      return flag_nullpath_ok.offset();
    }
  }
}
