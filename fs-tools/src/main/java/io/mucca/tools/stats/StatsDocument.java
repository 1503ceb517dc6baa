package io.mucca.tools.stats;

import io.mucca.account.Accounting;
import io.mucca.fs.RootName;
import io.mucca.tools.text.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The content of {@code .mucca/stats}: an image's accounting as one JSON object.
 *
 * @param root the one that is mounted there; what is counted is of the whole image, and of each of
 *     its roots
 * @param uptimeSeconds since the image was opened
 */
public record StatsDocument(
    Path image,
    RootName root,
    double uptimeSeconds,
    AccountDocument sinceOpened,
    AccountDocument sinceFormatted,
    Map<String, OperationDocument> operations) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** The content of the file. */
  public static byte[] encode(Path image, RootName root, Accounting accounting) {
    StatsDocument document =
        new StatsDocument(
            image,
            root,
            accounting.openNanos() / NANOS_PER_SECOND,
            AccountDocument.of(accounting.sinceOpened(), accounting),
            AccountDocument.of(accounting.sinceFormatted(), accounting),
            OperationDocument.all(accounting));
    return (Json.document(document) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
