package io.mucca.fs.model;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a regular file: a map of pages, where a page that is not there is a hole.
 *
 * <p>A page in the map is never changed, only replaced, so copies share pages.
 */
final class SparseContent implements Content {
  private final int pageSizeBytes;
  private final TreeMap<Long, byte[]> pages = new TreeMap<>();
  private long sizeBytes;

  SparseContent(int pageSizeBytes) {
    this.pageSizeBytes = pageSizeBytes;
  }

  int read(long offsetBytes, MemorySegment target) {
    if (offsetBytes >= sizeBytes) {
      return 0;
    }
    int length = (int) Math.min(target.byteSize(), sizeBytes - offsetBytes);
    for (int done = 0; done < length; ) {
      long offset = offsetBytes + done;
      int inPage = (int) (offset % pageSizeBytes);
      int chunk = Math.min(length - done, pageSizeBytes - inPage);
      MemorySegment to = target.asSlice(done, chunk);
      byte[] page = pages.get(offset / pageSizeBytes);
      if (page == null) {
        to.fill((byte) 0);
      } else {
        to.copyFrom(MemorySegment.ofArray(page).asSlice(inPage, chunk));
      }
      done += chunk;
    }
    return length;
  }

  /** Writes; the end of the range must not exceed {@link Long#MAX_VALUE}. */
  void write(long offsetBytes, MemorySegment source) {
    long length = source.byteSize();
    for (long done = 0; done < length; ) {
      long offset = offsetBytes + done;
      int inPage = (int) (offset % pageSizeBytes);
      long chunk = Math.min(length - done, pageSizeBytes - inPage);
      byte[] page = copyOfPage(offset / pageSizeBytes);
      MemorySegment.ofArray(page).asSlice(inPage, chunk).copyFrom(source.asSlice(done, chunk));
      pages.put(offset / pageSizeBytes, page);
      done += chunk;
    }
    sizeBytes = Math.max(sizeBytes, offsetBytes + length);
  }

  /**
   * Copies a range of some content, this or other. Pages that lie wholly in it stay holes if they
   * are, where the two places lie alike in their pages.
   */
  void copy(SparseContent source, long fromBytes, long toBytes, long lengthBytes) {
    boolean alike = (fromBytes - toBytes) % pageSizeBytes == 0;
    long end = fromBytes + lengthBytes;
    boolean bothEnd = end == source.sizeBytes && toBytes + lengthBytes >= sizeBytes;
    sizeBytes = Math.max(sizeBytes, toBytes + lengthBytes);
    for (long from = fromBytes; from < end; ) {
      long pageEnd = from - from % pageSizeBytes + pageSizeBytes;
      long next = Math.min(end, alike || pageEnd < 0 ? pageEnd : end);
      boolean isWhole = from % pageSizeBytes == 0 && (next == pageEnd || bothEnd);
      if (alike && isWhole && !source.pages.containsKey(from / pageSizeBytes)) {
        pages.remove((from - fromBytes + toBytes) / pageSizeBytes);
      } else {
        byte[] bytes = new byte[(int) (next - from)];
        source.read(from, MemorySegment.ofArray(bytes));
        write(from - fromBytes + toBytes, MemorySegment.ofArray(bytes));
      }
      from = next;
    }
  }

  void truncate(long newSizeBytes) {
    if (newSizeBytes < sizeBytes) {
      zero(newSizeBytes, sizeBytes - newSizeBytes);
    }
    sizeBytes = newSizeBytes;
  }

  void punchHole(long offsetBytes, long lengthBytes) {
    if (offsetBytes < sizeBytes) {
      zero(offsetBytes, Math.min(lengthBytes, sizeBytes - offsetBytes));
    }
  }

  /**
   * Drops the pages that lie in the range wholly, up to the end of the file, and clears parts of
   * others.
   */
  private void zero(long offsetBytes, long lengthBytes) {
    long end = offsetBytes + lengthBytes;
    long firstPage = offsetBytes / pageSizeBytes;
    long lastPage = (end - 1) / pageSizeBytes;
    for (long index : pages.subMap(firstPage, true, lastPage, true).keySet().toArray(Long[]::new)) {
      long pageStart = index * pageSizeBytes;
      int from = (int) Math.max(0, offsetBytes - pageStart);
      int to = (int) Math.min(pageSizeBytes, end - pageStart);
      boolean reachesEnd = to == pageSizeBytes || end >= sizeBytes;
      if (from == 0 && reachesEnd) {
        pages.remove(index);
      } else {
        byte[] page = copyOfPage(index);
        Arrays.fill(page, from, to, (byte) 0);
        pages.put(index, page);
      }
    }
  }

  /** The next offset at or after this one that lies in a page, or -1. */
  long seekData(long offsetBytes) {
    @Nullable Long index = pages.ceilingKey(offsetBytes / pageSizeBytes);
    if (index == null || offsetBytes >= sizeBytes) {
      return -1;
    }
    return Math.max(offsetBytes, index * pageSizeBytes);
  }

  /**
   * The next offset at or after this one that lies in no page; the end of the file at the latest.
   */
  long seekHole(long offsetBytes) {
    if (offsetBytes >= sizeBytes) {
      return -1;
    }
    long index = offsetBytes / pageSizeBytes;
    if (!pages.containsKey(index)) {
      return offsetBytes;
    }
    while (pages.containsKey(index)) {
      index++;
    }
    return endOfPages(index);
  }

  private long endOfPages(long pageCount) {
    boolean beyondEnd = pageCount > sizeBytes / pageSizeBytes;
    return beyondEnd ? sizeBytes : pageCount * pageSizeBytes;
  }

  /** The next offset at or after this one with a byte that is not zero, or -1. */
  long seekNonZero(long offsetBytes) {
    long firstPage = offsetBytes / pageSizeBytes;
    for (Map.Entry<Long, byte[]> page : pages.tailMap(firstPage, true).entrySet()) {
      long pageStart = page.getKey() * pageSizeBytes;
      for (int i = (int) Math.max(0, offsetBytes - pageStart); i < pageSizeBytes; i++) {
        if (page.getValue()[i] != 0) {
          return pageStart + i;
        }
      }
    }
    return -1;
  }

  private byte[] copyOfPage(long index) {
    byte[] page = pages.get(index);
    return page == null ? new byte[pageSizeBytes] : page.clone();
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public long allocatedBytes() {
    return (long) pages.size() * pageSizeBytes;
  }

  @Override
  public SparseContent copy() {
    SparseContent copy = new SparseContent(pageSizeBytes);
    copy.pages.putAll(pages);
    copy.sizeBytes = sizeBytes;
    return copy;
  }
}
