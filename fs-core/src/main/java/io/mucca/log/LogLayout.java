package io.mucca.log;

/**
 * A record of the intent log: a header and what it says, filled with zeros to whole sectors.
 *
 * <pre>
 *        0          4          8                     16
 *    0   | magic    | crc32c   | volumeIdLow         | sequence            |
 *   24   | length   | chain    | durableUpTo         | payload ...         |
 * </pre>
 *
 * The checksum covers everything from {@link #VOLUME_ID_LOW} on, without the zeros behind.
 */
final class LogLayout {
  /** "mLog" in ASCII. */
  static final int MAGIC_VALUE = 0x676f_4c6d;

  static final int MAGIC = 0;
  static final int CHECKSUM = MAGIC + Integer.BYTES;
  static final int VOLUME_ID_LOW = CHECKSUM + Integer.BYTES;
  static final int SEQUENCE = VOLUME_ID_LOW + Long.BYTES;
  static final int LENGTH = SEQUENCE + Long.BYTES;
  static final int CHAIN = LENGTH + Integer.BYTES;
  static final int DURABLE_UP_TO = CHAIN + Integer.BYTES;
  static final int HEADER_BYTES = DURABLE_UP_TO + Long.BYTES;

  private LogLayout() {}
}
