package io.mucca.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the CRC32C of one block in native memory costs: every block read or written pays it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ChecksumBenchmark {
  private static final int BLOCK_SIZE = 4096;

  private final ByteBuffer block = filledBlock();
  private final CRC32C crc = new CRC32C();

  private static ByteBuffer filledBlock() {
    var memory = Arena.ofAuto().allocate(BLOCK_SIZE, BLOCK_SIZE);
    for (int i = 0; i < BLOCK_SIZE; i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31));
    }
    return memory.asByteBuffer();
  }

  /** The checksum of 4 KiB. */
  @Benchmark
  public long crc32cOfBlock() {
    crc.reset();
    crc.update(block.rewind());
    return crc.getValue();
  }
}
