package io.mucca.fs.crash;

import io.mucca.device.RecordingDevice;
import java.time.InstantSource;

/**
 * A workload that ran: what came to the device, and what was done and promised.
 *
 * @param clock stands where it stood at the end
 */
record Recording(
    CrashCase crashCase,
    CrashSetup setup,
    long seed,
    RecordingDevice device,
    History history,
    InstantSource clock) {}
