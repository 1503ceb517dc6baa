package io.mucca.tools.wa.engine;

import io.mucca.account.Accounting;
import io.mucca.device.DeviceCounters;
import io.mucca.device.WriteShares;
import io.mucca.device.WrittenBytes;
import io.mucca.tools.wa.engine.Counters.Submitted;
import io.mucca.tools.wa.result.Moment.Part;
import io.mucca.tools.wa.result.Moment.RootPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads out of an image's accounting what it handed to the device. It counts since the image was
 * made, so that a workload may close it and open it again.
 */
final class Submissions {
  private Submissions() {}

  static Submitted of(Accounting accounting) {
    DeviceCounters device = accounting.sinceFormatted().device();
    WrittenBytes written = device.written();
    List<RootPart> roots = new ArrayList<>();
    for (long root : written.roots()) {
      roots.add(new RootPart(name(root, accounting), written.ofRoot(root)));
    }
    return new Submitted(
        parts(written), roots, device.totalWrites(), device.syncs(), device.bytesRead());
  }

  private static List<Part> parts(WrittenBytes written) {
    List<Part> parts = new ArrayList<>();
    written.forEach(
        (category, cause, bytes) -> parts.add(new Part(name(category), name(cause), bytes)));
    return parts;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String name(long root, Accounting accounting) {
    if (root == WriteShares.IMAGE) {
      return "image";
    }
    return root == WrittenBytes.DESTROYED
        ? "destroyed roots"
        : accounting.rootNames().getOrDefault(root, "root " + root);
  }
}
