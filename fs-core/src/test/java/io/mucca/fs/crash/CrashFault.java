package io.mucca.fs.crash;

import io.mucca.device.BlockDevice;
import io.mucca.fs.FileSystem;

/** Something that breaks a promise, for the machine to find; by default it breaks none. */
interface CrashFault {
  CrashFault NONE = new CrashFault() {};

  /** Stands between the image and the device that records. */
  default BlockDevice wrap(BlockDevice device) {
    return device;
  }

  /** Stands between the workload and the filesystem. */
  default FileSystem wrap(FileSystem fs) {
    return fs;
  }
}
