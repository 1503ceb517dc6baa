package io.mucca.fs.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the content of one regular file has been, step by step, and from which step on that was
 * promised to outlive a crash.
 *
 * <p>After a crash each page is one version of it, not older than the promise, and the versions of
 * two pages need not be of the same step. A truncation is different: once it is in the part of the
 * history that survived, no byte that it cut off comes back.
 */
final class FileHistory {
  private final int pageBytes;
  private final List<Version> versions = new ArrayList<>();
  private final Map<Integer, List<Page>> pages = new HashMap<>();
  private final List<Cut> cuts = new ArrayList<>();
  private final List<Promise> promises = new ArrayList<>();

  /** Steps that put this file in the place of another one. */
  private final List<Integer> replacements = new ArrayList<>();

  /** The attributes from a step on. */
  private record Version(int step, long sizeBytes, long modifyTime, long changeTime) {}

  /** The bytes of a page from a step on, with zeros behind the end of the file. */
  private record Page(int step, byte[] bytes) {}

  /** A truncation. */
  private record Cut(int step, long sizeBytes) {}

  /** What was there after a step survives a crash that lets so many events happen. */
  private record Promise(int step, int events) {}

  FileHistory(int pageBytes) {
    this.pageBytes = pageBytes;
  }

  /** The history of the file's copy in a new root. */
  FileHistory copy() {
    FileHistory copy = new FileHistory(pageBytes);
    copy.versions.addAll(versions);
    pages.forEach((index, list) -> copy.pages.put(index, new ArrayList<>(list)));
    copy.cuts.addAll(cuts);
    copy.promises.addAll(promises);
    copy.replacements.addAll(replacements);
    return copy;
  }

  // ---- what happened ----

  /**
   * Notes what the file is after a step.
   *
   * @return true if something other than content has changed
   */
  boolean add(int step, SeenFile file) {
    Version last = versions.isEmpty() ? null : versions.getLast();
    Version next = new Version(step, file.sizeBytes(), file.modifyTime(), file.changeTime());
    if (last == null) {
      versions.add(next);
      addPages(step, file.content());
      return true;
    }
    boolean hasNewContent = last.modifyTime != next.modifyTime || last.sizeBytes != next.sizeBytes;
    if (hasNewContent || last.changeTime != next.changeTime) {
      versions.add(next);
    }
    if (next.sizeBytes < last.sizeBytes) {
      cuts.add(new Cut(step, next.sizeBytes));
    }
    if (hasNewContent) {
      addPages(step, file.content());
    }
    return !hasNewContent && last.changeTime != next.changeTime;
  }

  private void addPages(int step, byte[] content) {
    int pageCount = Math.ceilDiv(content.length, pageBytes);
    int known = pages.keySet().stream().mapToInt(index -> index + 1).max().orElse(0);
    for (int index = 0; index < Math.max(pageCount, known); index++) {
      byte[] bytes = new byte[pageBytes];
      int length = Math.clamp(content.length - (long) index * pageBytes, 0, pageBytes);
      if (length > 0) {
        System.arraycopy(content, index * pageBytes, bytes, 0, length);
      }
      List<Page> list =
          pages.computeIfAbsent(
              index, key -> new ArrayList<>(List.of(new Page(0, new byte[pageBytes]))));
      if (!Arrays.equals(list.getLast().bytes, bytes)) {
        list.add(new Page(step, bytes));
      }
    }
  }

  /** Notes that what the file was after a step outlives a crash after so many events. */
  void promise(int step, int events) {
    promises.add(new Promise(step, events));
  }

  /** Notes that a step renamed this file over another one. */
  void replaceOther(int step) {
    replacements.add(step);
  }

  // ---- what may be there after a crash ----

  /**
   * Says what is wrong with a file after a crash, or null.
   *
   * @param events that happened before the crash
   * @param survived the names and attributes are those after this step
   * @param lastBegun no step after this one had begun
   */
  @Nullable String problem(SeenFile file, int events, int survived, int lastBegun) {
    int promised = promisedStep(events, survived);
    Version changed = find(promised, lastBegun, file.changeTime(), Version::changeTime);
    if (changed == null) {
      return explain(file, "has a ctime that it had not since", promised);
    }
    if (find(promised, lastBegun, file.modifyTime(), Version::modifyTime) == null) {
      return explain(file, "has an mtime that it had not since", promised);
    }
    if (find(promised, lastBegun, file.sizeBytes(), Version::sizeBytes) == null) {
      return explain(file, "has a size that it had not since", promised);
    }
    int evidence = Math.max(Math.max(survived, changed.step), promised);
    for (int index = 0; (long) index * pageBytes < file.sizeBytes(); index++) {
      int oldest = Math.max(promised, lastCut(index, evidence));
      if (!isVersion(file.content(), index, oldest, lastBegun)) {
        return explain(file, describePage(file.content(), index, oldest), promised);
      }
    }
    return null;
  }

  private int promisedStep(int events, int survived) {
    int step = versions.getFirst().step;
    for (Promise promise : promises) {
      if (promise.events <= events) {
        step = Math.max(step, promise.step);
      }
    }
    for (int replacement : replacements) {
      if (replacement <= survived) {
        step = Math.max(step, replacement);
      }
    }
    return step;
  }

  /** One of the attributes of a version. */
  @FunctionalInterface
  private interface Attribute {
    long of(Version version);
  }

  /** The first version with a value that the file had in a range of steps. */
  private @Nullable Version find(int from, int to, long value, Attribute attribute) {
    for (int i = 0; i < versions.size(); i++) {
      Version version = versions.get(i);
      boolean isOver = i + 1 < versions.size() && versions.get(i + 1).step <= from;
      if (!isOver && version.step <= to && attribute.of(version) == value) {
        return version;
      }
    }
    return null;
  }

  /** The last truncation up to a step that cut into a page or left it out. */
  private int lastCut(int index, int step) {
    int last = 0;
    for (Cut cut : cuts) {
      if (cut.step <= step && cut.sizeBytes < (index + 1L) * pageBytes) {
        last = cut.step;
      }
    }
    return last;
  }

  private boolean isVersion(byte[] content, int index, int from, int to) {
    int start = index * pageBytes;
    int length = Math.min(pageBytes, content.length - start);
    List<Page> list = pages.getOrDefault(index, List.of());
    for (int i = 0; i < list.size() && list.get(i).step <= to; i++) {
      boolean isOver = i + 1 < list.size() && list.get(i + 1).step <= from;
      if (!isOver && Arrays.equals(content, start, start + length, list.get(i).bytes, 0, length)) {
        return true;
      }
    }
    return false;
  }

  private String describePage(byte[] content, int index, int oldest) {
    int start = index * pageBytes;
    int end = Math.min(start + pageBytes, content.length);
    int firstSame = -1;
    for (Page page : pages.getOrDefault(index, List.of())) {
      if (Arrays.equals(content, start, end, page.bytes, 0, end - start)) {
        firstSame = page.step;
      }
    }
    String what = firstSame < 0 ? "what it never held" : "what it held from step " + firstSame;
    return "holds in its bytes %d to %d %s, not what it held since step %d; promised is"
        .formatted(start, end, what, oldest);
  }

  private String explain(SeenFile file, String problem, int promised) {
    return "%s %s step %d; mtime %d, ctime %d; its history: %s, truncated at %s, replaced at %s"
        .formatted(
            file,
            problem,
            promised,
            file.modifyTime(),
            file.changeTime(),
            versions,
            cuts,
            replacements);
  }
}
