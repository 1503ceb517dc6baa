package io.mucca.fs;

/**
 * Space and inodes of a root, as {@code statfs} reports them.
 *
 * @param blockSizeBytes unit of the block figures
 * @param totalBlocks blocks that could ever hold something of the user
 * @param freeBlocks blocks that can be written, what waits for a checkpoint to be free included
 * @param inodes inodes in use in this root
 */
public record FsStatistics(int blockSizeBytes, long totalBlocks, long freeBlocks, long inodes) {}
