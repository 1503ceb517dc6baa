package io.mucca.tools.image;

import io.mucca.device.WriteCategory;
import io.mucca.fs.CheckpointInfo;
import io.mucca.fs.ImageStatistics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image, its figures and who serves it.
 *
 * @param writtenBytes bytes handed to the device since the image was opened, by category
 * @param checkpoints those that can be opened by their generation, the newest first
 * @param daemon null while nothing of the image is mounted
 */
public record ImageStatus(
    Path image,
    ImageStatistics statistics,
    Map<WriteCategory, Long> writtenBytes,
    List<CheckpointInfo> checkpoints,
    @Nullable DaemonInfo daemon,
    List<MountInfo> mounts) {}
