package io.mucca.tools.stats;

import io.mucca.account.Account;
import io.mucca.account.Accounting;
import io.mucca.account.ApplicationCounters;
import io.mucca.account.Latencies;
import io.mucca.account.OperationKind;
import io.mucca.device.DeviceCounters;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WrittenBytes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The content of {@code .mucca/metrics}: an image's accounting in the text format 0.0.4 of
 * Prometheus. Counters begin with the opening of the image, as they do at the start of a process;
 * what has {@code formatted} in its name began with the image.
 */
public final class PrometheusText {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double[] QUANTILES = {0.5, 0.9, 0.99};

  private final Accounting accounting;
  private final StringBuilder text = new StringBuilder();

  private PrometheusText(Accounting accounting) {
    this.accounting = accounting;
  }

  /** The content of the file. */
  public static byte[] encode(Accounting accounting) {
    PrometheusText text = new PrometheusText(accounting);
    text.append();
    return text.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void append() {
    Account account = accounting.sinceOpened();
    begin("mucca_uptime_seconds", "gauge", "Time since the image was opened.");
    sample("mucca_uptime_seconds", "", accounting.openNanos() / NANOS_PER_SECOND);
    appendApplications(account);
    appendWritten(account.device().written());
    appendDevice(account.device());
    appendAmplification();
    appendOperations();
  }

  private void appendApplications(Account account) {
    applications(
        account, "written_bytes", "Bytes that programs wrote.", ApplicationCounters::bytesWritten);
    applications(account, "writes", "Calls of programs that wrote.", ApplicationCounters::writes);
    applications(
        account, "read_bytes", "Bytes that programs read.", ApplicationCounters::bytesRead);
    applications(account, "reads", "Calls of programs that read.", ApplicationCounters::reads);
    applications(
        account,
        "syncs",
        "Calls of programs that made something durable.",
        ApplicationCounters::syncs);
  }

  private void applications(
      Account account, String what, String help, ToLongFunction<ApplicationCounters> value) {
    String name = "mucca_application_" + what + "_total";
    begin(name, "counter", help);
    account
        .applications()
        .forEach((root, counters) -> sample(name, root(root), value.applyAsLong(counters)));
  }

  private void appendWritten(WrittenBytes written) {
    begin(
        "mucca_device_written_bytes_total",
        "counter",
        "Bytes handed to the device, by what they are and why they were written.");
    for (WriteCategory category : WriteCategory.values()) {
      for (WriteCause cause : WriteCause.values()) {
        sample(
            "mucca_device_written_bytes_total",
            category(category) + "," + label("cause", AccountNames.label(cause)),
            written.of(category, cause));
      }
    }
    begin(
        "mucca_root_written_bytes_total",
        "counter",
        "Bytes handed to the device, by the root that they are of and what they are.");
    for (long root : written.roots()) {
      for (WriteCategory category : WriteCategory.values()) {
        long bytes = written.ofRoot(root, category);
        if (bytes > 0) {
          sample("mucca_root_written_bytes_total", root(root) + "," + category(category), bytes);
        }
      }
    }
  }

  private void appendDevice(DeviceCounters device) {
    begin("mucca_device_writes_total", "counter", "Write operations on the device.");
    for (WriteCategory category : WriteCategory.values()) {
      sample("mucca_device_writes_total", category(category), device.writes(category));
    }
    counter("mucca_device_read_bytes_total", "Bytes read from the device.", device.bytesRead());
    counter("mucca_device_reads_total", "Read operations on the device.", device.reads());
    counter("mucca_device_syncs_total", "Syncs of the device.", device.syncs());
    counter(
        "mucca_device_discarded_bytes_total",
        "Bytes that the device was told to be of no use.",
        device.bytesDiscarded());
  }

  private void appendAmplification() {
    begin(
        "mucca_write_amplification_ratio",
        "gauge",
        "Bytes handed to the device for each byte that programs wrote since the image was opened.");
    sample("mucca_write_amplification_ratio", "", accounting.sinceOpened().writeAmplification());
    begin(
        "mucca_formatted_write_amplification_ratio",
        "gauge",
        "Bytes handed to the device for each byte that programs wrote since the image was made.");
    sample(
        "mucca_formatted_write_amplification_ratio",
        "",
        accounting.sinceFormatted().writeAmplification());
  }

  private void appendOperations() {
    String name = "mucca_operation_duration_seconds";
    begin(name, "summary", "Time that calls of programs took.");
    for (Map.Entry<OperationKind, Latencies> entry : accounting.operations().entrySet()) {
      String operation = label("operation", AccountNames.label(entry.getKey()));
      Latencies latencies = entry.getValue();
      for (double quantile : QUANTILES) {
        sample(
            name,
            operation + "," + label("quantile", Double.toString(quantile)),
            latencies.percentileNanos(100 * quantile) / NANOS_PER_SECOND);
      }
      sample(name + "_sum", operation, latencies.totalNanos() / NANOS_PER_SECOND);
      sample(name + "_count", operation, latencies.count());
    }
  }

  private void counter(String name, String help, long value) {
    begin(name, "counter", help);
    sample(name, "", value);
  }

  private void begin(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, String labels, long value) {
    sample(name, labels, Long.toString(value));
  }

  private void sample(String name, String labels, double value) {
    sample(name, labels, Double.toString(value));
  }

  private void sample(String name, String labels, String value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(value).append('\n');
  }

  private String root(long root) {
    return label("root", AccountNames.root(accounting, root));
  }

  private static String category(WriteCategory category) {
    return label("category", AccountNames.label(category));
  }

  /** Names of roots and constants need no escapes. */
  private static String label(String name, String value) {
    return name + "=\"" + value + "\"";
  }
}
