package io.mucca.tools.wa.result;

import java.util.Map;

/**
 * The filesystem that was measured.
 *
 * @param engine {@code core}: in this process, without FUSE; {@code mount}: mucca, mounted; {@code
 *     dir}: any directory
 * @param filesystem short and unique in a comparison: {@code mucca}, {@code ext4}, {@code
 *     btrfs-single}
 * @param version of the filesystem's tools or kernel driver; empty if unknown
 * @param options how it was made and mounted: {@code mkfs}, {@code mount}, {@code block-size}…
 * @param device what the kernel's counter belongs to, or {@code memory}
 * @param sectorBytes the device's logical block
 * @param sizeBytes of the device
 */
public record Subject(
    String engine,
    String filesystem,
    String version,
    Map<String, String> options,
    String device,
    int sectorBytes,
    long sizeBytes) {}
