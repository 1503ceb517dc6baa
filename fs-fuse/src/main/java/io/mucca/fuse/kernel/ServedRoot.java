package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.WriteBarrier;

/**
 * A filesystem being served, with what its operations share. Thread-safe.
 *
 * @param agreement what was agreed on with the kernel
 */
record ServedRoot(
    FileSystem fileSystem,
    KnownInodes known,
    WriteBarrier barrier,
    Validity validity,
    Agreement agreement) {}
