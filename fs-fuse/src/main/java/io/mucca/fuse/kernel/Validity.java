package io.mucca.fuse.kernel;

import io.mucca.fuse.MountOptions;

/**
 * For how long the kernel may believe what it was told. It sees every change that it asks for, so
 * what only it changes stays true; what changes otherwise does so here.
 *
 * @param entry of a name, also of one that does not exist
 * @param attributes of attributes
 * @param writtenAttributes of those of a file whose data may not have gone to the device yet: the
 *     space that it takes changes then, and nobody tells the kernel
 */
record Validity(Time entry, Time attributes, Time writtenAttributes) {
  /** A day: longer than that nothing has to be believed. */
  private static final double DEFAULT_SECONDS = 86400;

  private static final double WRITTEN_SECONDS = 1;

  static final Time NONE = new Time(0, 0);

  /** A time as the protocol has it. */
  record Time(long seconds, int nanos) {
    static Time ofSeconds(double seconds) {
      long whole = (long) seconds;
      return new Time(whole, (int) ((seconds - whole) * 1e9));
    }
  }

  static Validity of(MountOptions options) {
    double attributes = orDefault(options.attributeTimeoutSeconds());
    return new Validity(
        Time.ofSeconds(orDefault(options.entryTimeoutSeconds())),
        Time.ofSeconds(attributes),
        Time.ofSeconds(Math.min(attributes, WRITTEN_SECONDS)));
  }

  private static double orDefault(double seconds) {
    return seconds == MountOptions.DEFAULT_TIMEOUT ? DEFAULT_SECONDS : seconds;
  }
}
