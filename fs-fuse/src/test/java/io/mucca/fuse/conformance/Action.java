package io.mucca.fuse.conformance;

/** What a case does. */
@FunctionalInterface
interface Action {
  void run() throws Exception;
}
