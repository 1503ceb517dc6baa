package io.mucca.tools.wa.result;

/**
 * What the application did, as the workload itself counted it.
 *
 * @param operations what a figure "per operation" divides by: writes, creations, renames…
 * @param writtenBytes bytes of all write() calls
 * @param uniqueBytes bytes of the files' content that were written at least once
 * @param syncs calls of fsync, of files and directories
 * @param readBytes bytes of all read() calls
 * @param micros duration, pacing included
 */
public record Application(
    long operations,
    long writtenBytes,
    long uniqueBytes,
    long syncs,
    long readBytes,
    long micros) {}
