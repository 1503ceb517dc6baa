package io.mucca.fs;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For benchmarks: what a snapshot or clone does while it holds the tree lock, without the
 * checkpoint that makes it durable; and a way to undo it, so that it can be done many times.
 */
public final class SharingUnderLock {
  private final VolumeImage image;
  private final ImageCore core;
  private final RootTable roots;
  private final MethodHandle share;
  private @Nullable Root made;

  public SharingUnderLock(VolumeImage image) {
    this.image = image;
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(VolumeImage.class, MethodHandles.lookup());
      core = (ImageCore) field(lookup, "core", ImageCore.class).invoke(image);
      roots = (RootTable) field(lookup, "roots", RootTable.class).invoke(image);
      MethodType type =
          MethodType.methodType(List.class, RootName.class, List.class, boolean.class);
      share = lookup.findVirtual(VolumeImage.class, "share", type);
    } catch (Throwable e) {
      throw new IllegalStateException("VolumeImage has changed its inner parts", e);
    }
  }

  private static MethodHandle field(MethodHandles.Lookup lookup, String name, Class<?> type)
      throws ReflectiveOperationException {
    return lookup.findGetter(VolumeImage.class, name, type);
  }

  /** Makes a root in memory; takes and releases the tree lock. */
  public void share(RootName source, RootName name, boolean readOnly) throws IOException {
    made = core.treeLock.update(() -> shareLocked(source, name, readOnly));
  }

  private Root shareLocked(RootName source, RootName name, boolean readOnly) throws IOException {
    try {
      List<?> result = (List<?>) share.invoke(image, source, List.of(name), readOnly);
      return (Root) result.getFirst();
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Forgets the root that was made last. */
  public void undo() throws IOException {
    Root root = made;
    if (root != null) {
      core.treeLock.modify(
          () -> {
            root.tree.deleteSome(1);
            roots.removeName(root);
            roots.forget(root);
            core.changedRoots.remove(root);
          });
    }
  }
}
