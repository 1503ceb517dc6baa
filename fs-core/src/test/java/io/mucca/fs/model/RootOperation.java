package io.mucca.fs.model;

import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Operations on roots and on the image as a whole. */
sealed interface RootOperation extends Operation {
  private static boolean isFull(ImagePair images, int more) {
    return images.modelRoots().size() + more > ImagePair.MAX_ROOTS;
  }

  private static String volumeName(int choice) {
    return "v" + choice % 8;
  }

  record Snapshot(int volume, int name) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      if (!isFull(images, 1)) {
        String volumeName = images.pickVolume(volume);
        images.call(image -> image.snapshot(new RootName(volumeName, "s" + name % 10)));
      }
    }
  }

  /** Takes a snapshot of the root that is being worked on. */
  record SnapshotCurrent(int name) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      String volumeName = images.current().name.volume();
      if (!isFull(images, 1)) {
        images.call(image -> image.snapshot(new RootName(volumeName, "s" + name % 10)));
      }
    }
  }

  record Clone(int source, int name, int count, boolean writable) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      if (!isFull(images, count)) {
        RootName sourceName = images.pickRoot(source);
        List<String> names =
            IntStream.range(name, name + count).mapToObj(RootOperation::volumeName).toList();
        images.call(image -> image.cloneRoot(sourceName, names, writable));
        images.compareRoots();
      }
    }
  }

  record CreateVolume(int name) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      if (!isFull(images, 1)) {
        images.createVolume(volumeName(name));
      }
    }
  }

  /** Destroys a root, if nothing is in the way; the default volume stays. */
  record Destroy(int root) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      RootName name = images.pickRoot(root);
      if (!name.equals(RootName.volume(RootName.DEFAULT_VOLUME))) {
        images.call(image -> destroy(image, name));
      }
    }

    private static boolean destroy(Image image, RootName name) throws IOException {
      image.destroy(name);
      return true;
    }
  }

  record SetReadOnly(int volume, boolean readOnly) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      String name = images.pickVolume(volume);
      if (!name.equals(RootName.DEFAULT_VOLUME)) {
        images.call(image -> setReadOnly(image, name));
      }
    }

    private boolean setReadOnly(Image image, String name) throws IOException {
      image.setReadOnly(name, readOnly);
      return true;
    }
  }

  /** Asks for roots that do not exist, and for what snapshots do not do. */
  record WrongRoot(int name) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      RootName absent = new RootName("absent", name % 2 == 0 ? null : "s1");
      images.call(image -> image.root(absent));
      images.call(image -> image.openRoot(absent, true));
      images.call(image -> image.snapshot(new RootName("absent", "s1")));
      images.call(image -> image.cloneRoot(absent, List.of("v9"), true));
      images.call(image -> Destroy.destroy(image, absent));
      images.bothFail(image -> image.cloneRoot(absent, List.of("v8", "v8"), true));
      images.compareRoots();
    }
  }

  /** Opens any root or, to get something writable more often, a volume. */
  record OpenRoot(int root, boolean volume, boolean readOnly) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      RootName picked = images.pickRoot(root);
      images.openRoot(volume ? RootName.volume(picked.volume()) : picked, readOnly);
    }
  }

  record CloseRoot(int root) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      images.closeRoot(root);
    }
  }

  record SelectRoot(int root) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      images.select(root);
    }
  }

  record SyncAll() implements RootOperation {
    @Override
    public void run(ImagePair images) {
      images.current().call((fs, inode) -> fs.syncAll());
    }
  }

  record Checkpoint() implements RootOperation {
    @Override
    public void run(ImagePair images) {
      images.call(
          image -> {
            image.checkpoint();
            return true;
          });
    }
  }

  record AwaitDeletions() implements RootOperation {
    @Override
    public void run(ImagePair images) {
      images.call(
          image -> {
            image.awaitDeletions();
            return true;
          });
    }
  }

  record Remount(OpenOptions options) implements RootOperation {
    @Override
    public void run(ImagePair images) throws IOException {
      images.remount(options);
    }
  }

  /**
   * Opens the image read-only, looks at everything, tries to change something, and opens it again
   * as it was.
   */
  record RemountReadOnly(OpenOptions options, List<Operation> attempts) implements RootOperation {
    @Override
    public void run(ImagePair images) throws IOException {
      images.remount(options.asReadOnly());
      images.compareAll();
      for (Operation attempt : attempts) {
        attempt.run(images);
      }
      images.remount(options);
    }
  }

  record CompareCurrent() implements RootOperation {
    @Override
    public void run(ImagePair images) {
      images.compareCurrent();
    }
  }

  record CompareAll() implements RootOperation {
    @Override
    public void run(ImagePair images) {
      images.compareAll();
    }
  }

  record PassTime(Duration time) implements RootOperation {
    @Override
    public void run(ImagePair images) {
      images.clock.advance(time);
    }
  }
}
