package io.mucca.fs;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.mucca.block.CorruptBlockException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/**
 * Compresses clusters and takes them apart: LZ4 blocks and Zstandard frames. What is taken apart
 * never goes beyond the bytes that it is given, whatever they are. Memory is off-heap throughout.
 * Not thread-safe.
 */
final class ClusterCodec implements AutoCloseable {
  static final int LZ4 = 1;
  static final int ZSTD = 2;

  private static final LZ4Compressor LZ4_COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
  private static final LZ4SafeDecompressor LZ4_DECOMPRESSOR =
      LZ4Factory.fastestInstance().safeDecompressor();

  private static final Cleaner CLEANER = Cleaner.create();

  private final Contexts contexts = new Contexts();

  /** An image that is never closed, as after a crash in tests, must not keep native memory. */
  private final Cleaner.Cleanable cleanable = CLEANER.register(this, contexts);

  /** What zstd keeps outside of the heap; made when it is needed. */
  private static final class Contexts implements Runnable {
    @Nullable ZstdCompressCtx compressor;
    @Nullable ZstdDecompressCtx decompressor;

    ZstdCompressCtx compressor() {
      ZstdCompressCtx context = compressor;
      if (context == null) {
        context = new ZstdCompressCtx();
        compressor = context;
      }
      return context;
    }

    ZstdDecompressCtx decompressor() {
      ZstdDecompressCtx context = decompressor;
      if (context == null) {
        context = new ZstdDecompressCtx();
        decompressor = context;
      }
      return context;
    }

    @Override
    public void run() {
      if (compressor != null) {
        compressor.close();
      }
      if (decompressor != null) {
        decompressor.close();
      }
    }
  }

  static boolean isKnown(int codec) {
    return codec == LZ4 || codec == ZSTD;
  }

  /** The most that so many bytes become. */
  static int maxStoredBytes(int bytes) {
    return (int) Math.max(LZ4_COMPRESSOR.maxCompressedLength(bytes), Zstd.compressBound(bytes));
  }

  /**
   * Compresses all of a segment.
   *
   * @param target has room for {@link #maxStoredBytes}
   * @return how many bytes of the target it takes
   */
  int compress(Compression how, MemorySegment source, MemorySegment target) {
    ByteBuffer from = source.asByteBuffer();
    ByteBuffer to = target.asByteBuffer();
    if (how.codec() == LZ4) {
      return LZ4_COMPRESSOR.compress(from, 0, from.capacity(), to, 0, to.capacity());
    }
    ZstdCompressCtx context = contexts.compressor();
    context.setLevel(how.level());
    return context.compressDirectByteBuffer(to, 0, to.capacity(), from, 0, from.capacity());
  }

  /**
   * Takes bytes apart that fill the target exactly.
   *
   * @throws CorruptBlockException if they do not
   */
  void decompress(int codec, MemorySegment stored, MemorySegment target)
      throws CorruptBlockException {
    ByteBuffer from = stored.asByteBuffer();
    ByteBuffer to = target.asByteBuffer();
    int length;
    try {
      length =
          codec == LZ4
              ? LZ4_DECOMPRESSOR.decompress(from, 0, from.capacity(), to, 0, to.capacity())
              : contexts
                  .decompressor()
                  .decompressDirectByteBuffer(to, 0, to.capacity(), from, 0, from.capacity());
    } catch (LZ4Exception | ZstdException e) {
      // The bytes are to blame, and no mistake of ours: what the decoder threw says no more.
      throw new CorruptBlockException("cannot be decompressed: " + e.getMessage());
    }
    if (length != to.capacity()) {
      throw new CorruptBlockException(
          "holds %d bytes where %d are due".formatted(length, to.capacity()));
    }
  }

  @Override
  public void close() {
    cleanable.clean();
  }
}
