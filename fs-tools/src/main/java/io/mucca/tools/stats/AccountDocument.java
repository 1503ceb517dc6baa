package io.mucca.tools.stats;

import io.mucca.account.Account;
import io.mucca.account.Accounting;
import io.mucca.account.ApplicationCounters;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WrittenBytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What was counted in some time, as JSON. Names of members are a schema; maps have every category
 * and every cause, and the roots of which something was counted.
 *
 * @param application what programs asked for, of all roots together
 * @param writeAmplification bytes handed to the device for each that programs wrote; 0 if none
 * @param readAmplification bytes read from the device for each that programs read; 0 if none
 */
public record AccountDocument(
    ApplicationCounters application,
    Device device,
    double writeAmplification,
    double readAmplification,
    Map<String, Root> roots) {
  /** What the device was given and asked for. */
  public record Device(
      long bytesWritten,
      long writes,
      long bytesRead,
      long reads,
      long syncs,
      long bytesDiscarded,
      Map<String, Long> bytesByCategory,
      Map<String, Long> bytesByCause,
      Map<String, Map<String, Long>> bytesByCategoryAndCause) {}

  /** What was counted of one root. */
  public record Root(
      ApplicationCounters application, long bytesWritten, Map<String, Long> bytesByCategory) {}

  /** The document of an account, which is one of {@code accounting}. */
  public static AccountDocument of(Account account, Accounting accounting) {
    Map<String, Root> roots = new LinkedHashMap<>();
    WrittenBytes written = account.device().written();
    SortedSet<Long> ids = new TreeSet<>(written.roots());
    ids.addAll(account.applications().keySet());
    for (long id : ids) {
      roots.put(
          AccountNames.root(accounting, id),
          new Root(account.application(id), written.ofRoot(id), byCategory(written, id)));
    }
    return new AccountDocument(
        account.application(),
        device(account),
        account.writeAmplification(),
        account.readAmplification(),
        roots);
  }

  private static Device device(Account account) {
    WrittenBytes written = account.device().written();
    Map<String, Long> byCategory = new LinkedHashMap<>();
    Map<String, Map<String, Long>> byBoth = new LinkedHashMap<>();
    for (WriteCategory category : WriteCategory.values()) {
      byCategory.put(AccountNames.label(category), written.of(category));
      Map<String, Long> causes = new LinkedHashMap<>();
      for (WriteCause cause : WriteCause.values()) {
        causes.put(AccountNames.label(cause), written.of(category, cause));
      }
      byBoth.put(AccountNames.label(category), causes);
    }
    Map<String, Long> byCause = new LinkedHashMap<>();
    for (WriteCause cause : WriteCause.values()) {
      byCause.put(AccountNames.label(cause), written.of(cause));
    }
    return new Device(
        written.total(),
        account.device().totalWrites(),
        account.device().bytesRead(),
        account.device().reads(),
        account.device().syncs(),
        account.device().bytesDiscarded(),
        byCategory,
        byCause,
        byBoth);
  }

  private static Map<String, Long> byCategory(WrittenBytes written, long root) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (WriteCategory category : WriteCategory.values()) {
      bytes.put(AccountNames.label(category), written.ofRoot(root, category));
    }
    return bytes;
  }
}
