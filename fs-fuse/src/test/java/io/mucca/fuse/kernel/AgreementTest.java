package io.mucca.fuse.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.sys.FileCalls;
import io.mucca.sys.FuseDeviceCalls;
import io.mucca.sys.SocketCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgreementTest {
  private static final int READAHEAD = 128 << 10;
  private static final long ALL = -1;

  private static Agreement agree(int minor, long flags) throws IOException {
    return Agreement.of(new Agreement.Offer(7, minor, READAHEAD, flags), false, false);
  }

  @ParameterizedTest
  @CsvSource({"31, 31", "36, 36", "45, 45", "60, 45"})
  void theLowerMinorCounts(int offered, int agreed) throws IOException {
    assertEquals(agreed, agree(offered, ALL).minor());
  }

  @ParameterizedTest
  @CsvSource({"7, 30", "7, 8", "6, 40"})
  void kernelsThatAreTooOldAreRefused(int major, int minor) {
    var offer = new Agreement.Offer(major, minor, READAHEAD, ALL);
    IOException refused = assertThrows(IOException.class, () -> Agreement.of(offer, false, false));
    assertTrue(refused.getMessage().contains(major + "." + minor), refused.getMessage());
    assertTrue(refused.getMessage().contains("7.31"), refused.getMessage());
  }

  @Test
  void onlyWhatIsOfferedIsAskedFor() throws IOException {
    long offered = InitFlags.ASYNC_READ | InitFlags.MAX_PAGES | InitFlags.DIRECT_IO_ALLOW_MMAP;
    assertEquals(offered, agree(31, offered | 1L << 60).flags());
    assertEquals(0, agree(31, 0).flags());
  }

  @Test
  void locksStayWithTheKernel() throws IOException {
    long posixLocks = 1 << 1;
    long flocks = 1 << 10;
    assertFalse(agree(45, ALL).has(posixLocks | flocks));
  }

  @Test
  void accessControlListsAreForKernelsThatCheckPermissions() throws IOException {
    assertFalse(agree(45, ALL).has(InitFlags.POSIX_ACL | InitFlags.DONT_MASK));
    Agreement.Offer offer = new Agreement.Offer(7, 45, READAHEAD, ALL);
    Agreement checked = Agreement.of(offer, false, true);
    assertTrue(checked.has(InitFlags.POSIX_ACL) && checked.has(InitFlags.DONT_MASK));
  }

  @Test
  void writebackIsAskedForOnRequest() throws IOException {
    assertFalse(agree(45, ALL).has(InitFlags.WRITEBACK_CACHE));
    var offer = new Agreement.Offer(7, 45, READAHEAD, ALL);
    assertTrue(Agreement.of(offer, true, false).has(InitFlags.WRITEBACK_CACHE));
  }

  @Test
  void writesAreOfOneMebibyteWhereThatIsOffered() throws IOException {
    assertEquals(1 << 20, agree(31, ALL).maxWriteBytes());
    assertEquals(128 << 10, agree(31, 0).maxWriteBytes());
  }

  @Test
  void answerHoldsWhatWasAgreedOn() throws IOException {
    Reply reply = new Reply(InitOutLayout.BYTES);
    assertEquals(InitOutLayout.BYTES, agree(38, ALL).put(reply));
    assertEquals(7, reply.getInt(InitOutLayout.MAJOR));
    assertEquals(38, reply.getInt(InitOutLayout.MINOR));
    assertEquals(READAHEAD, reply.getInt(InitOutLayout.MAX_READAHEAD));
    assertEquals(1 << 20, reply.getInt(InitOutLayout.MAX_WRITE));
    assertEquals(256, reply.getInt(InitOutLayout.MAX_PAGES) & 0xffff);
    assertEquals((int) (InitFlags.DIRECT_IO_ALLOW_MMAP >>> 32), reply.getInt(InitOutLayout.FLAGS2));
  }

  @Test
  void newerVersionIsToldOurs() {
    assertTrue(new Agreement.Offer(8, 0, READAHEAD, ALL).isNewer());
    Reply reply = new Reply(InitOutLayout.BYTES);
    Agreement.putMajor(reply);
    assertEquals(7, reply.getInt(InitOutLayout.MAJOR));
  }

  @Test
  void olderOffersHaveNoUpperFlags() throws IOException {
    assertEquals(0xc0000001L, offerOf(InitInLayout.SHORT_BYTES, 0xc0000001).flags());
    assertEquals(0x5_c0000001L, offerOf(InitInLayout.BYTES, 0xc0000001).flags());
    assertEquals(0x80000001L, offerOf(InitInLayout.BYTES, 0x80000001).flags());
  }

  private static Agreement.Offer offerOf(int bodyBytes, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(InHeaderLayout.BYTES + InitInLayout.BYTES, 8);
      message.set(JAVA_INT, InHeaderLayout.LENGTH, InHeaderLayout.BYTES + bodyBytes);
      message.set(JAVA_INT, InHeaderLayout.BYTES + InitInLayout.MAJOR, 7);
      message.set(JAVA_INT, InHeaderLayout.BYTES + InitInLayout.MINOR, 40);
      message.set(JAVA_INT, InHeaderLayout.BYTES + InitInLayout.FLAGS, flags);
      message.set(JAVA_INT, InHeaderLayout.BYTES + InitInLayout.FLAGS2, 5);
      return Agreement.Offer.of(received(message, InHeaderLayout.BYTES + bodyBytes));
    }
  }

  /** Through a socket, which stands in for the kernel. */
  private static Request received(MemorySegment message, int length) throws IOException {
    SocketCalls.Pair sockets = SocketCalls.pair();
    try {
      assertEquals(0, FuseDeviceCalls.send(sockets.first(), message, length));
      Request request = new Request();
      assertEquals(length, request.receive(sockets.second()));
      return request;
    } finally {
      FileCalls.close(sockets.first());
      FileCalls.close(sockets.second());
    }
  }
}
