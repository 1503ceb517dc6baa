package io.mucca.tools.wa.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The machine, as far as this package changes it; a fake stands in for it in tests. */
interface Host {
  /**
   * Runs a program to its end.
   *
   * @return what it printed
   * @throws CommandException if it cannot be started or its exit code is not 0
   */
  String run(String... command) throws IOException;

  /** Starts a program that goes on running, with a file for what it prints. */
  void start(Path log, String... command) throws IOException;

  /** Ends the runs of a program that were given this argument; returns when they are gone. */
  void endPrograms(String program, String argument) throws IOException;

  /** Whether a program is installed. */
  boolean has(String program);

  /** Whether the kernel knows a type of filesystem; loads its module if there is one. */
  boolean knowsFilesystem(String type) throws IOException;

  /** Where filesystems are mounted on a directory or below it, in the order of mounting. */
  List<Path> mountsBelow(Path directory) throws IOException;

  /** The loop devices, such as {@code /dev/loop3}, that show a file's content. */
  List<Path> loopDevicesOver(Path file) throws IOException;

  /** Whether a loop device goes past the page cache to the file behind it. */
  boolean doesDirectIo(Path loopDevice) throws IOException;

  /** Waits; an interrupted thread gets an {@link java.io.InterruptedIOException} at once. */
  void pause(Duration duration) throws IOException;
}
