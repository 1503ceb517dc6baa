package io.mucca.tools.wa.report;

import io.mucca.tools.text.Json;
import io.mucca.tools.wa.result.Application;
import io.mucca.tools.wa.result.Event;
import io.mucca.tools.wa.result.Latency;
import io.mucca.tools.wa.result.Moment;
import io.mucca.tools.wa.result.Provenance;
import io.mucca.tools.wa.result.ResultFile;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.result.Sample;
import io.mucca.tools.wa.result.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Results as the laboratory could have them: invented, but with the magnitudes that were measured
 * elsewhere, and consistent in themselves.
 */
public final class SampleResults {
  private static final Instant STARTED = Instant.parse("2026-11-20T10:15:30Z");
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  private SampleResults() {}

  /** Writes all of them into the directory that is named. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    write(directory.resolve("single.json"), single());
    write(directory.resolve("compare.json"), compare());
    write(directory.resolve("sweep.json"), sweepOfTwo());
    write(directory.resolve("sweep-one.json"), sweepOfOne());
    write(directory.resolve("divergence.json"), divergence());
    write(directory.resolve("after-snapshot.json"), afterSnapshot());
    write(directory.resolve("read-heavy.json"), readHeavy());
  }

  /** Writes a result file as the laboratory does. */
  public static Path write(Path path, ResultFile result) throws IOException {
    Json.mapper().writerWithDefaultPrettyPrinter().writeValue(path.toFile(), result);
    return path;
  }

  /** Four repetitions of an overwrite with fsync on mucca. */
  public static ResultFile single() {
    List<Run> runs = new ArrayList<>();
    for (int repeat = 1; repeat <= 4; repeat++) {
      runs.add(mucca("overwrite-fsync", 400, repeat, 64).build());
    }
    return file("mucca wa run overwrite-fsync --device /dev/loop0 --repeat 4 -o single.json", runs);
  }

  /** Six filesystems, two workloads, three repetitions each. */
  public static ResultFile compare() {
    List<Run> runs = new ArrayList<>();
    for (int repeat = 1; repeat <= 3; repeat++) {
      runs.add(mucca("overwrite-fsync", 400, repeat, 64).build());
      runs.add(peer("overwrite-fsync", "ext4", 400, repeat, 8200, 16_394, 900).build());
      runs.add(peer("overwrite-fsync", "xfs", 400, repeat, 4608, 5120, 610).build());
      runs.add(peer("overwrite-fsync", "btrfs", 400, repeat, 98_304, 120_607, 2900).build());
      runs.add(peer("overwrite-fsync", "btrfs-single", 400, repeat, 41_000, 48_200, 2100).build());
      runs.add(peer("overwrite-fsync", "zfs-fuse", 400, repeat, 8202, 107_315, 3800).build());
    }
    for (int repeat = 1; repeat <= 3; repeat++) {
      runs.add(large(mucca("sequential-write", 256, repeat, 64)).build());
      runs.add(
          large(peer("sequential-write", "ext4", 256, repeat, MIB + 260, MIB + 420, 4100)).build());
      runs.add(
          large(peer("sequential-write", "xfs", 256, repeat, MIB + 90, MIB + 180, 3900)).build());
      runs.add(
          large(peer("sequential-write", "btrfs", 256, repeat, MIB + 2600, MIB + 9700, 5200))
              .build());
    }
    return file(
        "mucca wa compare overwrite-fsync sequential-write --repeat 3 -o compare.json", runs);
  }

  /** Block size × commit interval on mucca. */
  public static ResultFile sweepOfTwo() {
    List<Run> runs = new ArrayList<>();
    List<String> blocks = List.of("1K", "4K", "16K", "64K");
    List<String> intervals = List.of("100ms", "1s", "5s", "30s");
    for (int block = 0; block < blocks.size(); block++) {
      for (int interval = 0; interval < intervals.size(); interval++) {
        RunBuilder run = mucca("random-write", 4000, 1, 64);
        run.parameters.put("block-size", blocks.get(block));
        run.axes.put("block-size", blocks.get(block));
        run.axes.put("commit-interval", intervals.get(interval));
        double filler = 4000.0 * 4096 * (Math.pow(4, Math.max(0, block - 1)) - 1) * 0.3;
        run.settled.put("filler", "commit-interval", (long) (filler / (1 + interval)));
        run.settled.put("tree-leaf", "commit-interval", 9_000_000L >> (2 * interval));
        run.riskBytes = 400_000L << (2 * interval);
        run.scaleLatency(1 + 0.5 * block + 0.1 * interval);
        runs.add(run.build());
      }
    }
    return file(
        "mucca wa sweep random-write --block-size 1K,4K,16K,64K --commit-interval 100ms,1s,5s,30s",
        runs);
  }

  /** Writes for each fsync, on mucca and XFS, with repetitions. */
  public static ResultFile sweepOfOne() {
    List<Run> runs = new ArrayList<>();
    for (int every : new int[] {1, 4, 16, 64, 256}) {
      for (int repeat = 1; repeat <= 3; repeat++) {
        RunBuilder run = mucca("overwrite-fsync-every", 1024, repeat, 64);
        run.axes.put("fsync-every", Integer.toString(every));
        run.now.put("log-record", "fsync", 1024L * 300 / every);
        run.now.put("log-padding", "fsync", 1024L * 212 / every);
        run.settled.putAll(run.now);
        run.riskBytes = 4096L * every;
        run.syncs = 1024 / every;
        runs.add(run.build());
        RunBuilder peer =
            peer(
                "overwrite-fsync-every",
                "xfs",
                1024,
                repeat,
                4096 + 512 / every,
                4096 + 1024 / every,
                600);
        peer.axes.put("fsync-every", Integer.toString(every));
        peer.riskBytes = 4096L * every;
        peer.syncs = 1024 / every;
        runs.add(peer.build());
      }
    }
    return file(
        "mucca wa sweep overwrite-fsync-every --fsync-every 1,4,16,64,256 --repeat 3", runs);
  }

  /** Clones that are rewritten; what is shared is measured. */
  public static ResultFile divergence() {
    RunBuilder run = mucca("divergence", 8192, 1, 64);
    run.parameters.put("clones", "32");
    run.settled.put("data", "snapshot", 700_000);
    run.roots.put("main", 2_000_000L);
    for (int clone = 1; clone <= 6; clone++) {
      run.roots.put("clone-" + clone, 4_000_000L);
    }
    for (int round = 1; round <= 10; round++) {
      double expected = 2_147_483_648.0 * Math.exp(-0.05 * round);
      run.extras.put("sharedBytesMeasuredRound" + round, expected * (1.004 - 0.001 * round));
      run.extras.put("sharedBytesExpectedRound" + round, expected);
    }
    run.events.add(new Event(0, "clone", "32 clones of one file"));
    return file("mucca wa run divergence --clones 32 -o divergence.json", List.of(run.build()));
  }

  /** A snapshot in the middle, whose name is hostile. */
  public static ResultFile afterSnapshot() {
    RunBuilder run = mucca("after-snapshot", 2000, 1, 64);
    run.roots.put("main", 5_000_000L);
    run.roots.put(HOSTILE, 100_000L);
    run.settled.put("tree-leaf", "snapshot", 600_000);
    run.settled.put("tree-interior", "snapshot", 50_000);
    run.events.add(new Event(6_000_000, "snapshot", HOSTILE));
    run.warnings.add("the machine was busy: load 6.1 on 2 processors");
    return file("mucca wa run after-snapshot -o after-snapshot.json", List.of(run.build()));
  }

  /** A root's name that would be markup, if one let it. */
  public static final String HOSTILE = "main@<script>alert(\"1\")</script>|`x`\u202e\n'&amp;";

  /** More is read than written. */
  public static ResultFile readHeavy() {
    List<Run> runs = new ArrayList<>();
    runs.add(reading(mucca("fragmentation", 4000, 1, 64), 1_210).build());
    runs.add(reading(peer("fragmentation", "ext4", 4000, 1, 4200, 4229, 900), 2_700).build());
    runs.add(reading(peer("fragmentation", "btrfs", 4000, 1, 5000, 7680, 2900), 1_390).build());
    return file("mucca wa compare fragmentation -o read.json", runs);
  }

  private static RunBuilder reading(RunBuilder run, double megabytesPerSecond) {
    run.extras.put("coldReadMegabytesPerSecondBefore", 2_790.0);
    run.extras.put("coldReadMegabytesPerSecondAfter", megabytesPerSecond);
    return run;
  }

  private static RunBuilder large(RunBuilder run) {
    run.parameters.put("write-size", "1M");
    run.bytesPerWrite = MIB;
    run.riskBytes = 16 * MIB;
    if (!run.now.bytes.isEmpty()) {
      run.now.put("data", "fsync", run.operations * MIB);
      run.settled.put("data", "fsync", run.operations * MIB);
      run.settled.put("tree-leaf", "request", 61_440);
    }
    return run;
  }

  private static RunBuilder mucca(String workload, long operations, int repeat, long sizeGib) {
    Random random = new Random(workload.hashCode() + repeat);
    RunBuilder run = new RunBuilder(workload, operations, repeat);
    Map<String, String> options = new LinkedHashMap<>();
    options.put("block-size", "4096");
    options.put("node-size", "16384");
    options.put("log-size", "32M");
    options.put("commit-interval", "5s");
    run.subject = new Subject("mount", "mucca", "0.1.0", options, "/dev/loop0", 512, sizeGib * GIB);
    run.now.put("data", "fsync", operations * 4096);
    run.now.put("log-record", "fsync", operations * 296);
    run.now.put("log-padding", "fsync", operations * 216);
    run.settled.putAll(run.now);
    run.settled.put("tree-leaf", "log-full", operations * 20 + 512L * random.nextInt(40));
    run.settled.put("tree-leaf", "request", operations * 72 + 512L * random.nextInt(20));
    run.settled.put("tree-interior", "request", operations * 10 / 512 * 512);
    run.settled.put("space-map", "request", operations * 26 / 512 * 512);
    run.settled.put("superblock", "request", 1024);
    run.hasCourse = true;
    return run;
  }

  private static RunBuilder peer(
      String workload,
      String filesystem,
      long operations,
      int repeat,
      long now,
      long settled,
      double fsyncMicros) {
    Random random = new Random((workload + filesystem).hashCode() + repeat);
    RunBuilder run = new RunBuilder(workload, operations, repeat);
    Map<String, String> options = new LinkedHashMap<>();
    options.put("mkfs", filesystem.equals("btrfs-single") ? "-m single" : "defaults");
    options.put("mount", "noatime");
    run.subject = new Subject("dir", filesystem, "6.18", options, "/dev/loop1", 512, 64 * GIB);
    run.countedNow = operations * now;
    double noise = filesystem.equals("zfs-fuse") ? 0.12 : 0.01;
    double spread = noise * random.nextGaussian() * (settled % MIB);
    run.countedSettled = operations * (long) (settled + spread) / 512 * 512;
    run.fsyncMicros = fsyncMicros * (0.95 + 0.1 * random.nextDouble());
    return run;
  }

  public static ResultFile file(String command, List<Run> runs) {
    Provenance provenance =
        new Provenance(
            command,
            "0.1.0-SNAPSHOT (1869768)",
            STARTED,
            "Linux 6.18.5",
            "some processor",
            2,
            24L * GIB,
            "25.0.1+8 Eclipse Adoptium",
            List.of("-Xmx512m", "-XX:+UseSerialGC"),
            List.of());
    return new ResultFile(ResultFile.SCHEMA, provenance, runs);
  }

  /** Bytes by category and cause. */
  static final class Bytes {
    private final Map<List<String>, Long> bytes = new LinkedHashMap<>();

    void put(String category, String cause, long value) {
      bytes.put(List.of(category, cause), value);
    }

    void putAll(Bytes other) {
      bytes.putAll(other.bytes);
    }

    long total() {
      return bytes.values().stream().mapToLong(value -> value).sum();
    }

    List<Moment.Part> parts() {
      List<Moment.Part> parts = new ArrayList<>();
      bytes.forEach((key, value) -> parts.add(new Moment.Part(key.get(0), key.get(1), value)));
      return parts;
    }
  }

  /** Makes one run, in which everything adds up. */
  static final class RunBuilder {
    private final String workload;
    private final int repeat;
    final Map<String, String> parameters = new LinkedHashMap<>();
    final Map<String, String> axes = new LinkedHashMap<>();
    final Map<String, Long> roots = new LinkedHashMap<>();
    final Map<String, Double> extras = new LinkedHashMap<>();
    final List<Event> events = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final Bytes now = new Bytes();
    final Bytes settled = new Bytes();
    Subject subject =
        new Subject("core", "mucca", "0.1.0", new LinkedHashMap<>(), "memory", 512, GIB);
    long operations;
    long bytesPerWrite = 4096;
    long readBytes;
    long micros;
    long syncs;
    long riskBytes = 4096;
    long countedNow;
    long countedSettled;
    long residualBytes;
    double fsyncMicros = 520;
    boolean hasCourse;

    RunBuilder(String workload, long operations, int repeat) {
      this.workload = workload;
      this.operations = operations;
      this.repeat = repeat;
      syncs = operations;
      micros = operations * 8000;
      parameters.put("file-size", "64M");
      parameters.put("write-size", "4K");
      parameters.put("operations", Long.toString(operations));
      parameters.put("pace", "8ms");
    }

    void scaleLatency(double factor) {
      fsyncMicros *= factor;
    }

    Run build() {
      boolean canSay = now.total() > 0;
      long written = operations * bytesPerWrite;
      long unique = written - written / 64;
      Application application =
          new Application(operations, written, unique, syncs, readBytes, micros);
      if (canSay) {
        countedNow = now.total() + residualBytes;
        countedSettled = settled.total() + residualBytes;
      }
      List<Sample> series = hasCourse ? course(written) : List.of();
      return new Run(
          workload,
          parameters,
          42,
          subject,
          axes,
          repeat,
          STARTED.plusSeconds(60L * repeat),
          application,
          moment(application, countedNow, canSay ? now : null, Map.of()),
          moment(application, countedSettled, canSay ? settled : null, roots),
          latencies(),
          series,
          events,
          extras,
          warnings);
    }

    private Moment moment(
        Application application, long counted, Bytes breakdown, Map<String, Long> ofRoots) {
      boolean canSay = breakdown != null;
      long written = application.writtenBytes();
      Double factor = written == 0 ? null : (Double) ((double) counted / written);
      List<Moment.RootPart> rootParts = new ArrayList<>();
      if (canSay) {
        ofRoots.forEach((root, bytes) -> rootParts.add(new Moment.RootPart(root, bytes)));
        long rest = breakdown.total() - ofRoots.values().stream().mapToLong(each -> each).sum();
        rootParts.add(new Moment.RootPart(ofRoots.isEmpty() ? "main" : "image", rest));
      }
      return new Moment(
          counted,
          canSay ? breakdown.total() : null,
          canSay ? counted - breakdown.total() : null,
          2 * application.operations(),
          application.syncs(),
          readBytes * 11 / 10,
          factor,
          written == 0 ? null : (Double) ((double) counted / application.uniqueBytes()),
          (double) counted / application.operations(),
          application.uniqueBytes() + 65_536,
          written == 0
              ? null
              : (Double) ((application.uniqueBytes() + 65_536.0) / application.uniqueBytes()),
          canSay ? breakdown.parts() : List.of(),
          rootParts);
    }

    private List<Latency> latencies() {
      double f = fsyncMicros;
      List<Latency> latencies = new ArrayList<>();
      latencies.add(new Latency("write", operations, 11.5, 14.2, 31.8, 96.4, 412));
      latencies.add(new Latency("fsync", syncs, f, f * 1.25, f * 1.9, f * 4.1, f * 9.7));
      return latencies;
    }

    /** In steps: the log, and a checkpoint every now and then. */
    private List<Sample> course(long written) {
      List<Sample> series = new ArrayList<>();
      int samples = 120;
      long tree = settled.total() - now.total();
      for (int i = 0; i <= samples; i++) {
        int checkpoints = i / 30;
        if (i > 0 && i % 30 == 0 && i < samples) {
          events.add(new Event(micros * i / samples, "checkpoint", "the log was full"));
        }
        long device = now.total() * i / samples + tree * checkpoints / 5;
        series.add(
            new Sample(
                micros * i / samples, written * i / samples, device, riskBytes * (i % 7) / 6));
      }
      events.add(new Event(micros + 40_000, "settle", "checkpoint on request"));
      series.add(new Sample(micros + 60_000, written, countedSettled, 0));
      return series;
    }
  }
}
