package io.mucca.tools.soak;

import io.mucca.fs.RootName;
import io.mucca.tools.control.KernelCaches;
import io.mucca.tools.control.RemoteImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes and destroys snapshots while workers are at work, and remembers what was promised of each.
 * Its thread runs between {@link #start} and the kill; the rest is for the thread that calls these.
 */
final class Snapshots {
  private static final int MAX_SNAPSHOTS = 3;
  private static final int SHORTEST_PAUSE_MILLIS = 20;
  private static final int LONGEST_PAUSE_MILLIS = 400;

  private final Commands commands;
  private final Path image;
  private final SplittableRandom random;

  /** Those that exist, or may exist, in the order of their making. */
  private final Map<String, Fact> facts = new LinkedHashMap<>();

  private final List<String> destroyed = new ArrayList<>();
  private @Nullable Thread thread;
  private volatile @Nullable Failed failed;

  /**
   * What is known of a snapshot.
   *
   * @param beginNanos before the command
   * @param endNanos after it, or {@link Step#NEVER}
   * @param digest of its content, once it was seen; null before
   * @param isPromised its command has returned, and none that destroys it was begun
   */
  record Fact(long beginNanos, long endNanos, @Nullable String digest, boolean isPromised) {}

  /** Why the thread ended, and when. */
  record Failed(String reason, long nanos) {}

  Snapshots(Commands commands, Path image, long seed) {
    this.commands = commands;
    this.image = image;
    random = new SplittableRandom(seed);
  }

  /** Goes to work until a command fails. */
  void start(int cycle) {
    failed = null;
    thread = Thread.ofPlatform().name("snapshots").start(() -> run(cycle));
  }

  private void run(int cycle) {
    int count = 0;
    while (failed == null) {
      try {
        Thread.sleep(random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
      } catch (InterruptedException e) {
        return;
      }
      if (facts.size() < MAX_SNAPSHOTS) {
        make("c" + cycle + "-" + count++);
      } else {
        destroy(facts.keySet().iterator().next());
      }
    }
  }

  private void make(String name) {
    long begin = System.nanoTime();
    facts.put(name, new Fact(begin, Step.NEVER, null, false));
    if (succeeds("snapshot " + name, daemon -> snapshot(daemon, name))) {
      facts.put(name, new Fact(begin, System.nanoTime(), null, true));
    }
  }

  private void destroy(String name) {
    Fact fact = facts.get(name);
    if (fact != null) {
      facts.put(name, new Fact(fact.beginNanos(), fact.endNanos(), fact.digest(), false));
      if (succeeds("destroy " + name, daemon -> daemon.destroy(root(name)))) {
        facts.remove(name);
        destroyed.add(name);
      }
    }
  }

  /** As the command does it. */
  private static void snapshot(RemoteImage daemon, String name) throws IOException {
    KernelCaches.handOver(daemon, RootName.volume(RootName.DEFAULT_VOLUME));
    daemon.snapshot(root(name));
  }

  private static RootName root(String name) {
    return new RootName(RootName.DEFAULT_VOLUME, name);
  }

  private boolean succeeds(String what, Commands.Call call) {
    String problem = commands.ask(image, call);
    if (!problem.isEmpty()) {
      failed = new Failed(what + ": " + problem, System.nanoTime());
    }
    return problem.isEmpty();
  }

  /** Makes the thread end soon. */
  void stop() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Waits until the thread has ended, with the command that it was in when the daemon died. */
  void await() throws InterruptedException {
    if (thread != null) {
      // Else it would connect to the next daemon.
      stop();
      thread.join();
    }
  }

  /** Why the thread ended; null if it was between two commands. */
  @Nullable Failed failure() {
    return failed;
  }

  Map<String, Fact> facts() {
    return facts;
  }

  /** Names that must not come back. */
  List<String> destroyed() {
    return destroyed;
  }

  /** Whatever has become of a snapshot, it stays like this. */
  void settle(String name, @Nullable String digest) {
    Fact fact = facts.remove(name);
    if (fact != null && digest != null) {
      facts.put(name, new Fact(fact.beginNanos(), fact.endNanos(), digest, true));
    }
  }
}
