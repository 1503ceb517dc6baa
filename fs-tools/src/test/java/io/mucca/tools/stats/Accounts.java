package io.mucca.tools.stats;

import io.mucca.account.Account;
import io.mucca.account.Accounting;
import io.mucca.account.ApplicationCounters;
import io.mucca.account.LatencyRecorder;
import io.mucca.account.OperationKind;
import io.mucca.device.DeviceCounters;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WrittenBytes;
import java.util.Map;
import java.util.TreeMap;

/** A small accounting with something of everything. */
public final class Accounts {
  private Accounts() {}

  /** Two seconds in which 8192 bytes were written in two calls, and synced once. */
  public static Accounting sample() {
    WrittenBytes written =
        new WrittenBytes.Builder()
            .add(1, WriteCategory.DATA, WriteCause.FSYNC, 8192)
            .add(0, WriteCategory.LOG_RECORD, WriteCause.FSYNC, 100)
            .add(0, WriteCategory.LOG_PADDING, WriteCause.FSYNC, 412)
            .add(WrittenBytes.DESTROYED, WriteCategory.TREE_LEAF, WriteCause.REQUEST, 7680)
            .build();
    DeviceCounters device =
        new DeviceCounters(
            written,
            Map.of(
                WriteCategory.DATA, 2L,
                WriteCategory.LOG_RECORD, 1L,
                WriteCategory.TREE_LEAF, 1L),
            4096,
            1,
            2,
            0);
    TreeMap<Long, ApplicationCounters> applications = new TreeMap<>();
    applications.put(1L, new ApplicationCounters(8192, 2, 2048, 1, 1));
    Account account = new Account(device, applications);
    LatencyRecorder times = new LatencyRecorder();
    times.record(10);
    times.record(30);
    return new Accounting(
        2_000_000_000L,
        account,
        account.plus(account),
        Map.of(OperationKind.WRITE, times.counts()),
        new TreeMap<>(Map.of(1L, "main")));
  }
}
