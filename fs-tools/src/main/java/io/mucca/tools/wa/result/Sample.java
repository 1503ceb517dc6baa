package io.mucca.tools.wa.result;

/**
 * A moment in the course of a run; bytes are those since its beginning.
 *
 * @param atMicros since the run began
 * @param deviceBytes counted by the kernel, or else submitted
 * @param bytesAtRisk what the application had written and no fsync had made durable
 */
public record Sample(long atMicros, long writtenBytes, long deviceBytes, long bytesAtRisk) {}
