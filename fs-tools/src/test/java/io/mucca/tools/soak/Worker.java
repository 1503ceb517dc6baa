package io.mucca.tools.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with some threads that use the mount. For each line {@code SEED JOURNALS} on standard
 * input it sets them to work, with journals in that directory; once all have failed, since the
 * daemon was killed, it prints a line. It ends at the end of its input.
 */
public final class Worker {
  private Worker() {}

  /** Arguments: the mountpoint, the numbers of the first thread and of threads, and who lies. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path mountpoint = Path.of(arguments[0]);
    int first = Integer.parseInt(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    boolean lies = Boolean.parseBoolean(arguments[3]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      long seed = Long.parseLong(words[0]);
      List<Thread> threads = new ArrayList<>();
      for (int number = first; number < first + count; number++) {
        Path directory = mountpoint.resolve(directoryOf(number));
        Path journal = Path.of(words[1]).resolve(journalOf(number));
        long ownSeed = seed + number;
        threads.add(Thread.ofPlatform().start(() -> work(directory, journal, ownSeed, lies)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      System.out.println("ended");
      System.out.flush();
    }
  }

  /** The name of the directory of a thread. */
  static String directoryOf(int number) {
    return "thread" + number;
  }

  /** The name of the journal of a thread. */
  static String journalOf(int number) {
    return "thread" + number + ".journal";
  }

  private static void work(Path directory, Path file, long seed, boolean lies) {
    try (Journal journal = new Journal(file)) {
      new Load(directory, journal, seed, lies).run();
    } catch (IOException e) {
      // The journal misses what it should hold, which its reader notices.
      System.err.println("worker thread: " + e);
    }
  }
}
