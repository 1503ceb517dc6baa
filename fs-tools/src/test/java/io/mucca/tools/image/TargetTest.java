package io.mucca.tools.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mucca.fs.RootName;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  private static final RootName MAIN = RootName.volume("main");

  @Test
  void pathAloneNamesNoRoot() throws IOException {
    assertTarget("/d/x.img", null, null, parse("/d/x.img", "/d/x.img"));
  }

  @Test
  void volumeAndSnapshotFollowThePath() throws IOException {
    assertTarget("x.img", "home", null, parse("x.img:home", "x.img"));
    assertTarget("x.img", null, "monday", parse("x.img@monday", "x.img"));
    assertTarget("x.img", "home", "monday", parse("x.img:home@monday", "x.img"));
  }

  @Test
  void longestPathThatExistsWins() throws IOException {
    assertTarget("a:b@c", null, null, parse("a:b@c", "a", "a:b", "a:b@c"));
    assertTarget("a:b", null, "c", parse("a:b@c", "a", "a:b"));
    assertTarget("a", "b", "c", parse("a:b@c", "a"));
  }

  @Test
  void pathWithSeparatorsInItsDirectoriesIsFound() throws IOException {
    assertTarget(
        "/me@work/x:1/d.img", "v", null, parse("/me@work/x:1/d.img:v", "/me@work/x:1/d.img"));
  }

  @Test
  void whereNothingExistsTheTextDecides() throws IOException {
    assertTarget("/me@work/x.img", "home", "monday", parse("/me@work/x.img:home@monday"));
    assertTarget("x.img", null, null, parse("x.img"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "@a", ":a", "x:", "x@", "x:a:b", "x@a:b", "x:.a", "x@-a", "x@a/b", "x:a b", "x@ä"
      })
  void badTargetIsWrongUsage(String text) {
    assertEquals(ExitCode.USAGE, assertThrows(Failure.class, () -> parse(text, "x")).exitCode());
  }

  @Test
  void snapshotOfASnapshotIsRefused() {
    Failure failure = assertThrows(Failure.class, () -> parse("x:v@a@b", "x"));
    assertEquals(ExitCode.FAILED, failure.exitCode());
  }

  @Test
  void nameOf200CharactersIsTheLongest() throws IOException {
    parse("x@" + "a".repeat(200), "x");
    assertThrows(Failure.class, () -> parse("x@" + "a".repeat(201), "x"));
  }

  @Test
  void pathAloneMeansWhatItStandsFor() throws IOException {
    RootName mounted = new RootName("home", "monday");
    assertEquals(mounted, parse("/mnt", "/mnt").root(mounted));
    assertEquals(MAIN, parse("x", "x").root(MAIN));
  }

  @Test
  void snapshotAloneIsOneOfTheVolumeThatThePathStandsFor() throws IOException {
    Target target = parse("/mnt@tuesday", "/mnt");
    assertEquals(new RootName("home", "tuesday"), target.root(RootName.volume("home")));
    assertThrows(Failure.class, () -> target.root(new RootName("home", "monday")));
  }

  @Test
  void volumeMeansItselfWhateverThePathStandsFor() throws IOException {
    Target target = parse("/mnt:other", "/mnt");
    assertEquals(RootName.volume("other"), target.root(new RootName("home", "monday")));
  }

  private static Target parse(String text, String... existing) throws IOException {
    return Target.parse(text, path -> Set.of(existing).contains(path.toString()));
  }

  private static void assertTarget(
      String path, @Nullable String volume, @Nullable String snapshot, Target actual) {
    assertEquals(new Target(actual.text(), Path.of(path), volume, snapshot), actual);
  }
}
