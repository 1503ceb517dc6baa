package io.mucca.log;

/**
 * A record as it was read.
 *
 * @param sequence number of its first sector
 * @param end number of the sector behind its last
 * @param chain its checksum, which the next record repeats
 * @param durableUpTo when the record was written, everything before this sector was durable,
 *     together with the data that it names
 * @param payload what it says
 */
public record LogRecord(long sequence, long end, int chain, long durableUpTo, byte[] payload) {}
