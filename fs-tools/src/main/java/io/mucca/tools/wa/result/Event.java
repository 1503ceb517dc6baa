package io.mucca.tools.wa.result;

/**
 * Something that explains a step in the course of a run.
 *
 * @param atMicros since the run began
 * @param kind {@code checkpoint}, {@code snapshot}, {@code clone}, {@code settle}…
 */
public record Event(long atMicros, String kind, String what) {}
