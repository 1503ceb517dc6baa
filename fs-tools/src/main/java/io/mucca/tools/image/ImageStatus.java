package io.mucca.tools.image;

import io.mucca.fs.CheckpointInfo;
import io.mucca.fs.ImageStatistics;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image, its figures and who serves it.
 *
 * @param checkpoints those that can be opened by their generation, the newest first
 * @param daemon null while nothing of the image is mounted
 */
public record ImageStatus(
    Path image,
    ImageStatistics statistics,
    List<CheckpointInfo> checkpoints,
    @Nullable DaemonInfo daemon,
    List<MountInfo> mounts) {}
