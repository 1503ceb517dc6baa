package io.mucca.fs;

/**
 * An opened image at a glance.
 *
 * @param generation of the newest durable checkpoint
 * @param logSizeBytes length of the intent log
 * @param logUsedBytes bytes of it in records that the newest durable checkpoint does not hold, and
 *     that a mount after a crash would replay
 */
public record ImageStatistics(
    String device,
    String volumeId,
    int formatVersion,
    int blockSizeBytes,
    int nodeSizeBytes,
    int sectorSizeBytes,
    long sizeBytes,
    long freeBytes,
    long generation,
    long logSizeBytes,
    long logUsedBytes,
    int rootCount,
    long pendingDeletions) {}
