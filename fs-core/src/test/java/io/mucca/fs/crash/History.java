package io.mucca.fs.crash;

import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.model.ModelImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a workload did, step by step: the state of the model after each step, the device events
 * between which it ran, and what was promised when it returned. Step 0 is the state at the
 * beginning.
 */
final class History {
  /** The events after a step that never returned. */
  private static final int NEVER = Integer.MAX_VALUE;

  private final int pageBytes;
  private final List<Step> steps = new ArrayList<>();
  private final List<NamePromise> namePromises = new ArrayList<>();

  /** The roots that there are now. */
  private Map<RootName, RootHistory> roots = new HashMap<>();

  /**
   * One step and the state after it.
   *
   * @param eventsBefore how many events there were when it began
   * @param roots the roots that there are after it, by name
   */
  private record Step(
      String what, int eventsBefore, Observation state, Map<RootName, RootHistory> roots) {}

  /** The names and attributes after a step, or later ones, survive from an event on. */
  private record NamePromise(int step, int events) {}

  History(int pageBytes) {
    this.pageBytes = pageBytes;
  }

  int lastStep() {
    return steps.size() - 1;
  }

  /**
   * Adds a step.
   *
   * @param eventsAfter how many events there were when it returned; null if it did not
   */
  void add(String what, int eventsBefore, @Nullable Integer eventsAfter, ModelImage model)
      throws IOException {
    int step = steps.size();
    int events = eventsAfter == null ? NEVER : eventsAfter;
    addRoots(model, step, events);
    Observation state = Observation.of(model, root -> true, SeenFile::read);
    noteChanges(state, step);
    for (SeenFile file : state.files()) {
      RootHistory root = root(file.root());
      if (root.file(file.inode()).add(step, file)) {
        root.change(file.inode(), step);
      }
    }
    steps.add(new Step(what, eventsBefore, state, roots));
  }

  /** A new root holds from its first moment what its origin held, and that is a promise. */
  private void addRoots(ModelImage model, int step, int events) {
    Map<RootName, RootHistory> next = new HashMap<>();
    for (RootInfo info : model.roots()) {
      RootHistory known = roots.get(info.name());
      if (known == null) {
        RootName origin = info.origin();
        known = origin == null ? new RootHistory(pageBytes) : root(origin).copy();
        known.promiseAll(step, events);
      }
      next.put(info.name(), known);
    }
    roots = next;
  }

  private void noteChanges(Observation state, int step) {
    Map<Observation.Key, String> before = step == 0 ? Map.of() : steps.getLast().state.lines();
    state
        .lines()
        .forEach(
            (key, line) -> {
              if (!line.equals(before.get(key))) {
                root(key.root()).change(key.inode(), step);
              }
            });
  }

  private RootHistory root(RootName name) {
    RootHistory root = roots.get(name);
    if (root == null) {
      throw new IllegalStateException("there is no root " + name);
    }
    return root;
  }

  // ---- promises of the last step ----

  /** All names and attributes as they are now are durable. */
  void promiseNames(int events) {
    namePromises.add(new NamePromise(lastStep(), events));
  }

  /** An inode is durable as it is now: its content, attributes and every operation on it. */
  void promiseInode(RootName name, long inode, int events) {
    namePromises.add(new NamePromise(root(name).lastChange(inode), events));
    promiseContent(name, inode, events);
  }

  void promiseContent(RootName name, long inode, int events) {
    if (root(name).hasFile(inode)) {
      root(name).file(inode).promise(lastStep(), events);
    }
  }

  /** A root is durable as it is now. */
  void promiseRoot(RootName name, int events) {
    promiseNames(events);
    root(name).promiseAll(lastStep(), events);
  }

  /** Everything is durable as it is now. */
  void promiseAll(int events) {
    promiseNames(events);
    roots.values().forEach(root -> root.promiseAll(lastStep(), events));
  }

  /** The last step put a regular file in the place of another. */
  void noteReplacement(RootName name, long inode) {
    root(name).file(inode).replaceOther(lastStep());
  }

  // ---- after a crash ----

  /**
   * Throws a {@link CrashViolation} unless an image may be what is there after a crash that let so
   * many events happen.
   */
  void check(Observation found, int events) {
    int first = promisedNames(events);
    // A step that brought no event to the device promises what is there already.
    int last = Math.max(first, lastBegun(events));
    int survived = find(found, first, last);
    for (SeenFile file : found.files()) {
      RootHistory root = steps.get(survived).roots.get(file.root());
      if (root == null || !root.hasFile(file.inode())) {
        throw new IllegalStateException("the history lacks " + file);
      }
      String problem = root.file(file.inode()).problem(file, events, survived, last);
      if (problem != null) {
        throw new CrashViolation(problem + "; names are of step " + survived + describe(last));
      }
    }
  }

  private int promisedNames(int events) {
    int step = 0;
    for (NamePromise promise : namePromises) {
      if (promise.events <= events) {
        step = Math.max(step, promise.step);
      }
    }
    return step;
  }

  private int lastBegun(int events) {
    int last = 0;
    while (last + 1 < steps.size() && steps.get(last + 1).eventsBefore < events) {
      last++;
    }
    return last;
  }

  /** The first step in a range after which all names and attributes were as they are found. */
  private int find(Observation found, int first, int last) {
    for (int step = first; step <= last; step++) {
      if (steps.get(step).state.digest() == found.digest()) {
        return step;
      }
    }
    throw new CrashViolation(
        "names and attributes are not those after any of the steps %d to %d%s\nagainst step %d:%s"
            .formatted(
                first,
                last,
                describe(last),
                nearest(found, first, last),
                found.differencesTo(steps.get(nearest(found, first, last)).state)));
  }

  private int nearest(Observation found, int first, int last) {
    int nearest = first;
    for (int step = first; step <= last; step++) {
      int length = found.differencesTo(steps.get(step).state).length();
      if (length < found.differencesTo(steps.get(nearest).state).length()) {
        nearest = step;
      }
    }
    return nearest;
  }

  /** The steps up to one, a line each. */
  private String describe(int last) {
    StringBuilder text = new StringBuilder("; steps:");
    for (int step = 0; step <= last; step++) {
      text.append(
          "\n  %d (from event %d) %s"
              .formatted(step, steps.get(step).eventsBefore, steps.get(step).what));
    }
    return text.toString();
  }
}
