package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.FaultDevice;
import io.mucca.device.FaultDevice.Operation;
import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lets each write, sync and read of a workload fail in turn. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeviceFailureTest {
  private static final RootName MAIN = RootName.volume(RootName.DEFAULT_VOLUME);

  /** Small caches, so that much is read again; no background commits, so that runs are alike. */
  private static final OpenOptions OPTIONS =
      new OpenOptions(false, 3 * 4096, 1 << 20, 1 << 20, 3_600_000);

  private static MemoryDevice prepared() throws IOException {
    MemoryDevice device = new MemoryDevice(4 << 20, 512);
    VolumeImage.format(new KeptDevice(device), new FormatOptions(512, 4096, 256));
    try (VolumeImage image = VolumeImage.open(new KeptDevice(device), OPTIONS)) {
      FailureWorkload.prepare(image);
    }
    return device;
  }

  @ParameterizedTest
  @CsvSource({"WRITE,false", "WRITE,true", "SYNC,false", "SYNC,true"})
  void failedWriteOrSyncMakesTheVolumeReadOnlyAndLosesNothingThatWasSynced(
      Operation operation, boolean lasting) throws IOException {
    MemoryDevice base = prepared();
    boolean failed = true;
    for (int n = 1; failed; n++) {
      failed = runWithFailure(base.copy(), operation, lasting, n);
    }
  }

  /** Returns whether the workload came as far as the failure. */
  private static boolean runWithFailure(
      MemoryDevice memory, Operation operation, boolean lasting, int n) throws IOException {
    FaultDevice device = new FaultDevice(new KeptDevice(memory));
    FailureWorkload workload = new FailureWorkload();
    String what = operation + " " + n;
    boolean failed = false;
    try (VolumeImage image = VolumeImage.open(device, OPTIONS);
        FileSystem fs = image.openRoot(MAIN, false)) {
      if (lasting) {
        device.failFrom(operation, n);
      } else {
        device.failNth(operation, n);
      }
      try {
        workload.run(image, fs, FailureWorkload.Step::run);
      } catch (IOException e) {
        failed = true;
        assertTrue(String.valueOf(e.getMessage()).contains("injected"), what + ": " + e);
        FailureWorkload.assertRefusesChanges(image, fs);
        workload.verify(image);
      }
    } catch (IOException e) {
      failed = true;
      assertTrue(String.valueOf(e.getMessage()).contains("injected"), what + ": " + e);
    }
    CheckReport report = SampleImage.check(new KeptDevice(memory));
    assertTrue(report.isClean(), () -> what + ": " + report.problems());
    try (VolumeImage image = VolumeImage.open(new KeptDevice(memory), OPTIONS)) {
      workload.verify(image);
    }
    return failed;
  }

  @Test
  void failedReadFailsOneOperationAndNothingElse() throws IOException {
    MemoryDevice base = prepared();
    boolean failed = true;
    for (int n = 1; failed; n++) {
      failed = runWithFailedRead(base.copy(), n);
    }
  }

  private static boolean runWithFailedRead(MemoryDevice memory, int n) throws IOException {
    FaultDevice device = new FaultDevice(new KeptDevice(memory));
    FailureWorkload workload = new FailureWorkload();
    boolean[] failed = {false};
    try (VolumeImage image = VolumeImage.open(device, OPTIONS);
        FileSystem fs = image.openRoot(MAIN, false)) {
      device.failNth(Operation.READ, n);
      workload.run(image, fs, step -> retry(step, failed));
      retry(() -> workload.verify(image), failed);
    }
    CheckReport report = SampleImage.check(new KeptDevice(memory));
    assertTrue(report.isClean(), () -> "read " + n + ": " + report.problems());
    try (VolumeImage image = VolumeImage.open(new KeptDevice(memory), OPTIONS)) {
      workload.verify(image);
    }
    return failed[0];
  }

  /** What a failed read has ended is done again, and goes well. */
  private static void retry(FailureWorkload.Step step, boolean[] failed) throws IOException {
    try {
      step.run();
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("injected") && message.contains("block"), e::toString);
      failed[0] = true;
      step.run();
    }
  }
}
