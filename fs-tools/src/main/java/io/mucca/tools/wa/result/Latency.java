package io.mucca.tools.wa.result;

/**
 * How long the operations of one kind took, in microseconds.
 *
 * @param operation such as {@code write} or {@code fsync}
 */
public record Latency(
    String operation,
    long count,
    double p50Micros,
    double p90Micros,
    double p99Micros,
    double p999Micros,
    double maxMicros) {}
