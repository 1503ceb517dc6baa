package io.mucca.tools.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.DeviceBusyException;
import io.mucca.fs.RootName;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.FakeImage;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.ImageOpener;
import io.mucca.tools.image.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  @TempDir private Path directory;
  private RuntimeDirectory runtime;
  private Path file;
  private FakeImage image;

  @BeforeEach
  void makeImage() throws IOException {
    runtime = new RuntimeDirectory(directory.resolve("run"));
    runtime.create();
    file = Files.createFile(directory.resolve("x.img"));
    image = new FakeImage(file);
  }

  @Test
  void imageThatNobodyHasIsOpenedAndClosed() throws IOException {
    RootName root = images((_, _) -> image).use(target(""), Access.READ, (_, name) -> name);
    assertEquals(RootName.volume("main"), root);
    assertTrue(image.isClosed());
  }

  @Test
  void imageIsClosedAlsoAfterAFailure() {
    Images images = images((_, _) -> image);
    assertThrows(
        Failure.class,
        () ->
            images.use(
                target(""),
                Access.READ,
                (_, _) -> {
                  throw Failure.failed("no");
                }));
    assertTrue(image.isClosed());
  }

  @Test
  void daemonThatHasTheImageIsAsked() throws IOException {
    FakeDaemon daemon = new FakeDaemon(file);
    try (ControlServer server = new ControlServer(runtime.socket(ImageId.of(file)))) {
      server.start(daemon);
      images(ImagesTest::busy)
          .use(
              target("@monday"),
              Access.WRITE,
              (service, root) -> {
                assertInstanceOf(RemoteImage.class, service);
                return service.snapshot(root);
              });
      assertTrue(daemon.image.root(new RootName("main", "monday")).readOnly());
      assertFalse(daemon.image.isClosed());
    }
  }

  @Test
  void imageThatIsBusyForAMomentIsTriedAgain() throws IOException {
    int[] attempts = {0};
    Images images =
        images(
            (path, access) -> {
              if (attempts[0]++ < 3) {
                throw new DeviceBusyException(path.toString());
              }
              return image;
            });
    int count = images.use(target(""), Access.READ, (service, _) -> service.roots().size());
    assertEquals(1, count);
    assertEquals(4, attempts[0]);
  }

  @Test
  void imageThatStaysBusyIsNamed() {
    Images images = new Images(new Daemons(runtime), ImagesTest::busy, Duration.ofMillis(50));
    Failure failure =
        assertThrows(Failure.class, () -> images.use(target(""), Access.READ, (_, _) -> 0));
    assertEquals(ExitCode.BUSY, failure.exitCode());
    assertTrue(failure.getMessage().contains(file.toString()), failure::getMessage);
  }

  @Test
  void afterADaemonHasEndedTheImageIsOpenedHere() throws IOException {
    FakeDaemon daemon = new FakeDaemon(file);
    daemon.ending = true;
    try (ControlServer server = new ControlServer(runtime.socket(ImageId.of(file)))) {
      server.start(daemon);
      int[] attempts = {0};
      Images images = images((_, _) -> image);
      images.use(
          target("@monday"),
          Access.WRITE,
          (service, root) -> {
            if (attempts[0]++ == 1) {
              server.retire();
            }
            return service.snapshot(root);
          });
    }
    assertTrue(image.root(new RootName("main", "monday")).readOnly());
  }

  @Test
  void missingImageIsNotFound() {
    Target missing = new Target("none.img", directory.resolve("none.img"), null, null);
    Failure failure =
        assertThrows(
            Failure.class, () -> images((_, _) -> image).use(missing, Access.READ, (_, _) -> 0));
    assertEquals(ExitCode.NOT_FOUND, failure.exitCode());
  }

  @Test
  void directoryThatIsNoMountpointIsNotFound() {
    Target plain = new Target("d", directory, null, null);
    Failure failure =
        assertThrows(
            Failure.class, () -> images((_, _) -> image).use(plain, Access.READ, (_, _) -> 0));
    assertEquals(ExitCode.NOT_FOUND, failure.exitCode());
  }

  @Test
  void imageIsTheSameThroughALink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertEquals(ImageId.of(file), ImageId.of(link));
  }

  private Images images(ImageOpener opener) {
    return new Images(new Daemons(runtime), opener, Duration.ofSeconds(30));
  }

  private static FakeImage busy(Path path, Access access) throws IOException {
    throw new DeviceBusyException(path + " for " + access);
  }

  private Target target(String root) throws IOException {
    return Target.parse(file + root);
  }
}
