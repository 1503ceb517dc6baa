package io.mucca.fs.model;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import java.util.StringJoiner;

/** Compares the attributes of an inode, as far as both sides must agree. */
final class AttributeComparison {
  /** More space than the model's by this much, in sectors, is not questioned. */
  private static final long SPARE_SECTORS = 1024;

  private final boolean comparesTimes;

  AttributeComparison(boolean comparesTimes) {
    this.comparesTimes = comparesTimes;
  }

  /**
   * Throws if the attributes differ. Whether looking at a directory or a symbolic link counts as an
   * access is left open, so their access time counts only right after it was set.
   */
  void requireSame(Attributes model, Attributes real, boolean accessTimeWasSet) {
    StringJoiner differences = new StringJoiner(", ");
    compare(differences, "mode", model.mode, real.mode);
    compare(differences, "link count", model.linkCount, real.linkCount);
    compare(differences, "uid", model.uid, real.uid);
    compare(differences, "gid", model.gid, real.gid);
    compare(differences, "device number", model.deviceNumber, real.deviceNumber);
    if (!model.isDirectory()) {
      compare(differences, "size", model.sizeBytes, real.sizeBytes);
    }
    if (comparesTimes) {
      compareTimes(differences, model, real, accessTimeWasSet);
    }
    long maxSectors = 2 * model.allocatedSectors + SPARE_SECTORS;
    if (real.allocatedSectors < 0 || real.allocatedSectors > maxSectors) {
      compare(differences, "allocated sectors", model.allocatedSectors, real.allocatedSectors);
    }
    if (differences.length() > 0) {
      throw new AssertionError(
          "attributes of real inode " + real.inode + " differ: " + differences);
    }
  }

  private static void compareTimes(
      StringJoiner differences, Attributes model, Attributes real, boolean accessTimeWasSet) {
    if (accessTimeWasSet || FileMode.isRegularFile(model.mode)) {
      compare(differences, "atime", model.accessSeconds, real.accessSeconds);
      compare(differences, "atime nanos", model.accessNanos, real.accessNanos);
    }
    compare(differences, "mtime", model.modifySeconds, real.modifySeconds);
    compare(differences, "mtime nanos", model.modifyNanos, real.modifyNanos);
    compare(differences, "ctime", model.changeSeconds, real.changeSeconds);
    compare(differences, "ctime nanos", model.changeNanos, real.changeNanos);
    // The root directory of the first volume is born when the device is formatted, by another
    // clock.
    if (model.inode != FileSystem.ROOT_INODE) {
      compare(differences, "birth time", model.birthSeconds, real.birthSeconds);
      compare(differences, "birth nanos", model.birthNanos, real.birthNanos);
    }
  }

  private static void compare(StringJoiner differences, String what, long model, long real) {
    if (model != real) {
      differences.add(what + " model " + model + " real " + real);
    }
  }
}
