package io.mucca.fuse.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FilterFileSystem;
import io.mucca.fs.model.ModelFileSystem;
import io.mucca.fuse.MountOptions;
import io.mucca.fuse.WriteBarrier;
import io.mucca.sys.FileCalls;
import io.mucca.sys.FuseDeviceCalls;
import io.mucca.sys.SocketCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests that come often make no garbage here, from the descriptor that they are received on to
 * the one that the reply is sent on: two ends of a socket stand in for the kernel.
 */
final class AllocationTest {
  private static final long FILE = 7;
  private static final int DATA_BYTES = 4096;
  private static final int ROUNDS = 30_000;

  /** What the JVM may allocate for itself while it compiles; a thousandth of an object a round. */
  private static final long SLACK_BYTES = 4096;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Answers without making anything. */
  private static final class StillFileSystem extends FilterFileSystem {
    StillFileSystem() {
      super(new ModelFileSystem(InstantSource.system(), 4096));
    }

    @Override
    public void lookup(long directory, byte[] name, Attributes out) {
      assertEquals('n', name[0]);
      getAttributes(FILE, out);
    }

    @Override
    public void getAttributes(long inode, Attributes out) {
      out.inode = inode;
      out.mode = FileMode.REGULAR | 0644;
      out.linkCount = 1;
    }

    @Override
    public int read(long inode, long offsetBytes, MemorySegment target) {
      return (int) target.byteSize();
    }

    @Override
    public void write(long inode, long offsetBytes, MemorySegment source) {
      assertEquals(DATA_BYTES, source.byteSize());
    }
  }

  enum Kind {
    LOOKUP(Opcode.LOOKUP, 8, EntryOutLayout.BYTES),
    GETATTR(Opcode.GETATTR, 16, AttrOutLayout.BYTES),
    READ(Opcode.READ, ReadInLayout.BYTES, DATA_BYTES),
    WRITE(Opcode.WRITE, WriteInLayout.BYTES + DATA_BYTES, WriteOutLayout.BYTES);

    final Opcode opcode;
    final int bodyBytes;
    final int replyBytes;

    Kind(Opcode opcode, int bodyBytes, int replyBytes) {
      this.opcode = opcode;
      this.bodyBytes = bodyBytes;
      this.replyBytes = replyBytes;
    }

    MemorySegment request(Arena arena) {
      int length = InHeaderLayout.BYTES + bodyBytes;
      MemorySegment request = arena.allocate(length, Long.BYTES);
      request.set(JAVA_INT, InHeaderLayout.LENGTH, length);
      request.set(JAVA_INT, InHeaderLayout.OPCODE, opcode.number);
      request.set(JAVA_LONG, InHeaderLayout.NODE_ID, FILE);
      if (this == LOOKUP) {
        request.setString(InHeaderLayout.BYTES, "name");
      }
      if (this == READ || this == WRITE) {
        request.set(JAVA_INT, InHeaderLayout.BYTES + ReadInLayout.SIZE, DATA_BYTES);
      }
      return request;
    }
  }

  @ParameterizedTest
  @EnumSource
  void hotRequestsMakeNoGarbage(Kind kind) throws IOException {
    SocketCalls.Pair sockets = SocketCalls.pair();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = kind.request(arena);
      MemorySegment reply = arena.allocate(1 << 16);
      Exchange exchange = new Exchange();
      OperationTable operations = operations();
      long before = 0;
      for (int round = 0; round < 2 * ROUNDS; round++) {
        if (round == ROUNDS) {
          before = THREADS.getCurrentThreadAllocatedBytes();
        }
        assertEquals(0, FuseDeviceCalls.send(sockets.first(), request, (int) request.byteSize()));
        int length = exchange.request.receive(sockets.second());
        assertEquals(request.byteSize(), length);
        int result = operations.serve(exchange.request.opcode(), exchange);
        assertEquals(0, exchange.reply.send(sockets.second(), exchange.request.unique(), result));
        assertEquals(
            OutHeaderLayout.BYTES + kind.replyBytes,
            FuseDeviceCalls.receive(sockets.first(), reply));
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertEquals(0, reply.get(JAVA_INT, OutHeaderLayout.ERROR));
      assertTrue(allocated < SLACK_BYTES, allocated + " bytes in " + ROUNDS + " rounds");
    } finally {
      FileCalls.close(sockets.first());
      FileCalls.close(sockets.second());
    }
  }

  private static OperationTable operations() {
    StillFileSystem fileSystem = new StillFileSystem();
    KnownInodes known = new KnownInodes(fileSystem);
    known.found(FILE, false);
    known.mark(FILE, KnownInodes.UNPRIVILEGED);
    return new OperationTable(
        new ServedRoot(
            fileSystem,
            known,
            new WriteBarrier(1),
            Validity.of(MountOptions.of("")),
            new Agreement(45, InitFlags.HANDLE_KILLPRIV_V2, 1 << 17, 1 << 20)));
  }
}
