package io.mucca.tools.wa.run;

import io.mucca.tools.wa.engine.Counters;
import io.mucca.tools.wa.engine.Counters.Kernel;
import io.mucca.tools.wa.engine.Counters.Submitted;
import io.mucca.tools.wa.result.Application;
import io.mucca.tools.wa.result.Moment;
import io.mucca.tools.wa.result.Moment.Part;
import io.mucca.tools.wa.result.Moment.RootPart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works out a moment of a run from counters at its beginning and at that moment. */
final class Moments {
  private Moments() {}

  static Moment between(Counters base, Counters then, Application application) {
    Kernel counted = difference(base.kernel(), then.kernel());
    Submitted submitted = difference(base.submitted(), then.submitted());
    long deviceBytes = deviceBytes(counted, submitted);
    long used = then.usedBytes() - base.usedBytes();
    return new Moment(
        counted == null ? null : counted.writtenBytes(),
        submitted == null ? null : submitted.bytes(),
        residual(counted, submitted),
        counted != null ? counted.writes() : submitted != null ? submitted.writes() : 0,
        counted != null ? counted.flushes() : submitted != null ? submitted.syncs() : 0,
        counted != null ? counted.readBytes() : submitted != null ? submitted.readBytes() : 0,
        ratio(deviceBytes, application.writtenBytes()),
        ratio(deviceBytes, application.uniqueBytes()),
        (double) deviceBytes / (double) Math.max(1, application.operations()),
        used,
        used < 0 ? null : ratio(used, application.uniqueBytes()),
        submitted == null ? List.of() : submitted.breakdown(),
        submitted == null ? List.of() : submitted.roots());
  }

  /** Counted − submitted, since the base; null if one of both is unknown. */
  static @Nullable Long residual(Counters base, Counters then) {
    return residual(
        difference(base.kernel(), then.kernel()), difference(base.submitted(), then.submitted()));
  }

  private static @Nullable Long residual(@Nullable Kernel counted, @Nullable Submitted submitted) {
    return counted == null || submitted == null ? null : counted.writtenBytes() - submitted.bytes();
  }

  private static long deviceBytes(@Nullable Kernel counted, @Nullable Submitted submitted) {
    if (counted != null) {
      return counted.writtenBytes();
    }
    return submitted == null ? 0 : submitted.bytes();
  }

  private static @Nullable Double ratio(long bytes, long by) {
    return by == 0 ? null : (double) bytes / (double) by;
  }

  private static @Nullable Kernel difference(@Nullable Kernel base, @Nullable Kernel then) {
    if (base == null || then == null) {
      return null;
    }
    return new Kernel(
        then.writtenBytes() - base.writtenBytes(),
        then.writes() - base.writes(),
        then.flushes() - base.flushes(),
        then.readBytes() - base.readBytes());
  }

  private static @Nullable Submitted difference(
      @Nullable Submitted base, @Nullable Submitted then) {
    if (base == null || then == null) {
      return null;
    }
    return new Submitted(
        parts(base.breakdown(), then.breakdown()),
        roots(base.roots(), then.roots()),
        then.writes() - base.writes(),
        then.syncs() - base.syncs(),
        then.readBytes() - base.readBytes());
  }

  private static List<Part> parts(List<Part> base, List<Part> then) {
    Map<List<String>, Long> before = new HashMap<>();
    base.forEach(part -> before.put(List.of(part.category(), part.cause()), part.bytes()));
    return then.stream()
        .map(
            part ->
                new Part(
                    part.category(),
                    part.cause(),
                    part.bytes() - before.getOrDefault(List.of(part.category(), part.cause()), 0L)))
        .filter(part -> part.bytes() != 0)
        .toList();
  }

  private static List<RootPart> roots(List<RootPart> base, List<RootPart> then) {
    Map<String, Long> before = new HashMap<>();
    base.forEach(part -> before.put(part.root(), part.bytes()));
    return then.stream()
        .map(part -> new RootPart(part.root(), part.bytes() - before.getOrDefault(part.root(), 0L)))
        .filter(part -> part.bytes() != 0)
        .toList();
  }
}
