package io.mucca.fs.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mucca.device.BlockDevice;
import io.mucca.device.ForkableDevice;
import io.mucca.device.KeptDevice;
import io.mucca.device.RecordingDevice;
import io.mucca.device.SectorSurvival;
import io.mucca.fs.Attributes;
import io.mucca.fs.CheckOptions;
import io.mucca.fs.CheckProgress;
import io.mucca.fs.CheckReport;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.fs.ImageChecker;
import io.mucca.fs.Owner;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import io.mucca.fs.model.CoreImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Crashes a recorded workload at each of its device events and checks every state that the device
 * may be in then, in the manner of CrashMonkey (Mohan et al., "Finding Crash-Consistency Bugs with
 * Bounded Black-Box Crash Testing", OSDI 2018), with writes that are torn and lost in any
 * combination besides.
 *
 * <p>Of each state: it opens; names and attributes are those after one step of the workload that is
 * not before what was promised; content is what {@link FileHistory} lets it be; the closed image
 * has no damage. A share of the states crashes again, while it recovers and after that.
 */
final class CrashMachine {
  /** One in so many states is written to and crashed again. */
  private static final int AGAIN = 8;

  private static final int STATES_OF_RECOVERY = 4;

  /** A volume that no workload makes. */
  private static final RootName LATER = RootName.volume("later");

  private static final byte[] FILE = {'f'};
  private static final byte[] LATER_CONTENT = "later".repeat(200).getBytes(US_ASCII);
  private static final CheckOptions CHECK = new CheckOptions(true, 1 << 20);

  private final Recording recording;
  private final int randomStates;
  private final SplittableRandom random;
  private final BooleanSupplier isEnough;
  private long stateCount;

  private CrashMachine(Recording recording, int randomStates, BooleanSupplier isEnough) {
    this.recording = recording;
    this.randomStates = randomStates;
    this.isEnough = isEnough;
    random = new SplittableRandom(recording.seed());
  }

  /** How a state came about. */
  private record Crash(int events, String survival) {}

  /**
   * Checks the states of a workload; throws a {@link CrashViolation} at the first that must not be.
   *
   * @param randomStates random losses and random tears each at every event
   * @param isEnough asked now and then whether to stop early
   * @return how many states were checked
   */
  static long run(Recording recording, int randomStates, BooleanSupplier isEnough)
      throws IOException {
    CrashMachine machine = new CrashMachine(recording, randomStates, isEnough);
    machine.run();
    return machine.stateCount;
  }

  private void run() throws IOException {
    int eventCount = recording.device().eventCount();
    for (int events = 0; events <= eventCount && !isEnough.getAsBoolean(); events++) {
      crashAt(events, eventCount);
    }
  }

  private void crashAt(int events, int eventCount) throws IOException {
    RecordingDevice device = recording.device();
    check(events, "all of it", SectorSurvival.all());
    int unsynced = events - device.syncedBefore(events);
    if (unsynced == 0) {
      return;
    }
    boolean isLastBeforeSync =
        events == eventCount || device.syncedBefore(events + 1) == events + 1;
    if (isLastBeforeSync) {
      check(events, "none of it", SectorSurvival.none());
    }
    for (int i = 0; i < randomStates; i++) {
      long seed = random.nextLong();
      // Mostly near the ends, where one write is missing or one alone is there.
      double probability = Math.pow(random.nextDouble(), random.nextBoolean() ? 0.2 : 5);
      String parameters = " with seed %d, probability %f".formatted(seed, probability);
      if (unsynced > 1) {
        check(events, "whole writes" + parameters, SectorSurvival.randomEvents(seed, probability));
      }
      check(events, "sectors" + parameters, SectorSurvival.randomSectors(seed, probability));
    }
  }

  private void check(int events, String survival, SectorSurvival survivors) throws IOException {
    Crash crash = new Crash(events, survival);
    boolean again = random.nextInt(AGAIN) == 0;
    check(recording.device().imageAfter(events, survivors), crash, again);
  }

  private void check(ForkableDevice image, Crash crash, boolean again) throws IOException {
    stateCount++;
    try {
      if (again) {
        crashAgain(image, crash);
      } else {
        recover(image, crash, false);
        requireSound(image);
      }
    } catch (CrashViolation e) {
      throw violation(crash, String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      throw violation(crash, e.toString(), e);
    }
  }

  private CrashViolation violation(Crash crash, String problem, Throwable cause) {
    return new CrashViolation(
        "%s, %s, seed %d: after a crash at event %d that left %s: %s"
            .formatted(
                recording.crashCase(),
                recording.setup(),
                recording.seed(),
                crash.events,
                crash.survival,
                problem),
        cause);
  }

  private VolumeImage open(BlockDevice device) throws IOException {
    return VolumeImage.open(
        new KeptDevice(device), recording.setup().afterCrash(), recording.clock());
  }

  /** Opens an image, looks at everything, and closes it. */
  private void recover(BlockDevice device, Crash crash, boolean forWriting) throws IOException {
    try (VolumeImage image = open(device)) {
      if (forWriting) {
        drainOrphans(image);
      }
      checkHistory(image, crash);
    }
  }

  private void checkHistory(VolumeImage image, Crash crash) throws IOException {
    Observation found =
        Observation.of(new CoreImage(image), root -> !root.equals(LATER), SeenFile::read);
    recording.history().check(found, crash.events);
  }

  /** What the first use of a root after a crash does, too. */
  private static void drainOrphans(VolumeImage image) throws IOException {
    for (RootInfo root : image.roots()) {
      if (!root.readOnly()) {
        image.openRoot(root.name(), false).close();
      }
    }
  }

  private static void requireSound(BlockDevice device) throws IOException {
    CheckReport report = ImageChecker.check(device, CHECK, CheckProgress.NONE);
    if (!report.isClean()) {
      throw new CrashViolation("the image is damaged: " + report.problems());
    }
  }

  /** What is done after a recovery is as durable as before, and harms nothing that survived. */
  private void useAgain(ForkableDevice image, Crash crash) throws IOException {
    ForkableDevice crashed;
    try (VolumeImage opened = open(image)) {
      opened.createVolume(LATER.volume(), Owner.ROOT);
      try (FileSystem fs = opened.openRoot(LATER, false)) {
        Attributes file = new Attributes();
        fs.createNode(FileSystem.ROOT_INODE, FILE, FileMode.REGULAR | 0600, 0, 0, 0, file);
        fs.write(file.inode, 0, MemorySegment.ofArray(LATER_CONTENT));
        fs.fsync(file.inode);
        crashed = image.fork();
      }
    } catch (FsException e) {
      if (e.error() == FsError.NO_SPACE) {
        return;
      }
      throw e;
    }
    try (VolumeImage opened = open(crashed)) {
      checkHistory(opened, crash);
      requireLaterFile(opened);
    }
    requireSound(crashed);
  }

  private static void requireLaterFile(VolumeImage image) throws IOException {
    try (FileSystem fs = image.openRoot(LATER, true)) {
      Attributes file = new Attributes();
      fs.lookup(FileSystem.ROOT_INODE, FILE, file);
      if (!Arrays.equals(LATER_CONTENT, SeenFile.read(LATER, fs, file).content())) {
        throw new CrashViolation("a file that was written after the recovery has other content");
      }
    }
  }

  /** Recovers, and recovers from crashes during the recovery. */
  private void crashAgain(ForkableDevice image, Crash crash) throws IOException {
    RecordingDevice recorder = new RecordingDevice(image);
    recover(recorder, crash, true);
    requireSound(image);
    recover(image, crash, false);
    useAgain(image, crash);
    int eventCount = recorder.eventCount();
    for (int i = 0; i < STATES_OF_RECOVERY && eventCount > 0; i++) {
      int events = 1 + random.nextInt(eventCount);
      long seed = random.nextLong();
      double probability = random.nextDouble();
      String survival =
          "%s, and a second one at event %d of %d of the recovery, sectors with seed %d,"
                  .formatted(crash.survival, events, eventCount, seed)
              + " probability "
              + probability;
      check(
          recorder.imageAfter(events, SectorSurvival.randomSectors(seed, probability)),
          new Crash(crash.events, survival),
          false);
    }
  }
}
