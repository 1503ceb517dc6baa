package io.mucca.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fs.Owner;
import io.mucca.fs.RootName;
import io.mucca.tools.control.DaemonEndingException;
import io.mucca.tools.control.MountRequest;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.DaemonInfo;
import io.mucca.tools.image.FakeImage;
import io.mucca.tools.image.TransportName;
import io.mucca.tools.scrub.ScrubStore;
import io.mucca.tools.scrub.Scrubs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DaemonTest {
  private static final Path MNT = Path.of("/mnt");
  private static final Path OTHER = Path.of("/other");

  private final FakeImage image = new FakeImage(Path.of("/x.img"));
  private final FakeMounter mounter = new FakeMounter();
  private final DaemonInfo info = new DaemonInfo(42, Instant.EPOCH, "/log");
  private int endings;
  private boolean closedBeforeEnding;
  private final Daemon daemon =
      new Daemon(
          image,
          mounter,
          info,
          new Scrubs(new ScrubStore(Path.of("/nowhere"), "x")),
          () -> {
            endings++;
            closedBeforeEnding = image.isClosed();
          });

  @Test
  void lastUnmountClosesTheImage() throws IOException {
    image.createVolume("home", Owner.ROOT);
    daemon.mount(request("main", MNT, false));
    daemon.mount(request("home", OTHER, false));
    assertFalse(daemon.unmount(MNT).last());
    assertFalse(image.isClosed());
    assertTrue(daemon.unmount(OTHER).last());
    assertTrue(image.isClosed());
    daemon.awaitEnd();
  }

  @Test
  void endIsAnnouncedOnceAndBeforeTheImageIsClosed() throws IOException {
    daemon.mount(request("main", MNT, false));
    daemon.unmount(MNT);
    daemon.close();
    assertEquals(1, endings);
    assertFalse(closedBeforeEnding);
  }

  @Test
  void mountThatSomebodyElseEndsIsForgotten() throws IOException {
    daemon.mount(request("main", MNT, false));
    mounter.mounts.getFirst().endByItself();
    daemon.awaitEnd();
    assertTrue(image.isClosed());
  }

  @Test
  void mountThatEndsTwiceDoesNotEndItsSuccessor() throws IOException {
    image.createVolume("home", Owner.ROOT);
    daemon.mount(request("home", OTHER, false));
    daemon.mount(request("main", MNT, false));
    daemon.unmount(MNT);
    daemon.mount(request("main", MNT, false));
    mounter.mounts.get(1).endByItself();
    assertEquals(2, daemon.status().mounts().size());
  }

  @Test
  void mountInUseStays() throws IOException {
    daemon.mount(request("main", MNT, false));
    mounter.mounts.getFirst().inUse = true;
    Failure failure = assertThrows(Failure.class, () -> daemon.unmount(MNT));
    assertEquals(ExitCode.BUSY, failure.exitCode());
    assertEquals(1, daemon.status().mounts().size());
    assertFalse(image.isClosed());
  }

  @Test
  void mountThatAnotherNamespaceHasIsServedUntilItEnds() throws IOException {
    daemon.mount(request("main", MNT, false));
    mounter.mounts.getFirst().heldElsewhere = true;
    assertTrue(daemon.unmount(MNT).heldElsewhere());
    assertEquals(1, image.checkpoints());
    assertThrows(Failure.class, () -> daemon.mount(request("main", MNT, false)));
    assertFalse(image.isClosed());
    mounter.mounts.getFirst().endByItself();
    assertTrue(image.isClosed());
  }

  @Test
  void closeDetachesWhatIsInUse() throws IOException {
    daemon.mount(request("main", MNT, false));
    mounter.mounts.getFirst().inUse = true;
    daemon.close();
    assertTrue(mounter.mounts.getFirst().detached);
    assertTrue(image.isClosed());
  }

  @Test
  void afterTheEndEverythingIsRefused() throws IOException {
    daemon.mount(request("main", MNT, false));
    daemon.unmount(MNT);
    assertThrows(DaemonEndingException.class, daemon::status);
    assertThrows(DaemonEndingException.class, () -> daemon.mount(request("main", MNT, false)));
    assertThrows(DaemonEndingException.class, () -> daemon.unmount(MNT));
    assertThrows(DaemonEndingException.class, () -> daemon.snapshot(new RootName("main", "a")));
  }

  @Test
  void unmountTellsIfTheImageCouldNotBeClosed() throws IOException {
    daemon.mount(request("main", MNT, false));
    IOException failure = new IOException("the disk is gone");
    image.failCloseWith(failure);
    assertSame(failure, assertThrows(IOException.class, () -> daemon.unmount(MNT)));
    assertSame(failure, assertThrows(IOException.class, daemon::awaitEnd));
  }

  @Test
  void rootIsNotMountedForWritingTwice() throws IOException {
    daemon.mount(request("main", MNT, false));
    Failure failure = assertThrows(Failure.class, () -> daemon.mount(request("main", OTHER, true)));
    assertEquals(ExitCode.BUSY, failure.exitCode());
    assertTrue(failure.getMessage().contains("/mnt"), failure::getMessage);
  }

  @Test
  void mountThatFailsLeavesNothing() throws IOException {
    mounter.failure = new IOException("no /dev/fuse");
    assertThrows(IOException.class, () -> daemon.mount(request("main", MNT, false)));
    assertEquals(0, daemon.status().mounts().size());
    mounter.failure = null;
    daemon.mount(request("main", MNT, false));
  }

  @Test
  void unknownRootAndMountpointAreNotFound() {
    assertThrows(IOException.class, () -> daemon.mount(request("none", MNT, false)));
    Failure failure = assertThrows(Failure.class, () -> daemon.unmount(MNT));
    assertEquals(ExitCode.NOT_FOUND, failure.exitCode());
  }

  @Test
  void statusNamesTheDaemonAndItsMounts() throws IOException {
    daemon.mount(request("main", MNT, false));
    assertEquals(info, daemon.status().daemon());
    assertEquals(MNT, daemon.status().mounts().getFirst().mountpoint());
  }

  private static MountRequest request(String volume, Path mountpoint, boolean readOnly) {
    return new MountRequest(
        RootName.volume(volume), mountpoint, readOnly, TransportName.DEFAULT, "");
  }
}
