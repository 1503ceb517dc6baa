package io.mucca.fuse.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Sizes and places as a C compiler finds them in linux/fuse.h. */
final class LayoutsTest {
  @Test
  void headersAreThoseOfTheKernel() {
    assertEquals(40, InHeaderLayout.BYTES);
    assertEquals(8, InHeaderLayout.UNIQUE);
    assertEquals(16, InHeaderLayout.NODE_ID);
    assertEquals(28, InHeaderLayout.GID);
    assertEquals(16, OutHeaderLayout.BYTES);
    assertEquals(8, OutHeaderLayout.UNIQUE);
  }

  @Test
  void initIsThatOfTheKernel() {
    assertEquals(64, InitInLayout.BYTES);
    assertEquals(16, InitInLayout.FLAGS2);
    assertEquals(16, InitInLayout.SHORT_BYTES);
    assertEquals(64, InitOutLayout.BYTES);
    assertEquals(16, InitOutLayout.BACKGROUND);
    assertEquals(20, InitOutLayout.MAX_WRITE);
    assertEquals(28, InitOutLayout.MAX_PAGES);
    assertEquals(32, InitOutLayout.FLAGS2);
  }

  @Test
  void attributesAreThoseOfTheKernel() {
    assertEquals(88, AttrLayout.BYTES);
    assertEquals(60, AttrLayout.MODE);
    assertEquals(76, AttrLayout.DEVICE_NUMBER);
    assertEquals(80, AttrLayout.BLOCK_SIZE);
    assertEquals(104, AttrOutLayout.BYTES);
    assertEquals(16, AttrOutLayout.ATTR);
    assertEquals(128, EntryOutLayout.BYTES);
    assertEquals(32, EntryOutLayout.ENTRY_NANOS);
    assertEquals(40, EntryOutLayout.ATTR);
    assertEquals(88, SetattrInLayout.BYTES);
    assertEquals(16, SetattrInLayout.SIZE);
    assertEquals(40, SetattrInLayout.MODIFY_SECONDS);
    assertEquals(60, SetattrInLayout.MODIFY_NANOS);
    assertEquals(68, SetattrInLayout.MODE);
    assertEquals(80, SetattrInLayout.GID);
    assertEquals(80, StatfsOutLayout.BYTES);
    assertEquals(48, StatfsOutLayout.FRAGMENT_SIZE);
  }

  /** Newer than the header on many machines; the structure is that of statx(2) less its end. */
  @Test
  void statxIsThatOfTheKernel() {
    int stat = 32;
    assertEquals(stat, StatxOutLayout.MASK);
    assertEquals(stat + 28, StatxOutLayout.MODE);
    assertEquals(stat + 32, StatxOutLayout.INODE);
    assertEquals(stat + 64, StatxOutLayout.ACCESS_TIME);
    assertEquals(stat + 80, StatxOutLayout.BIRTH_TIME);
    assertEquals(stat + 112, StatxOutLayout.MODIFY_TIME);
    assertEquals(stat + 128, StatxOutLayout.DEVICE_MAJOR);
    assertEquals(stat + 256, StatxOutLayout.BYTES);
  }

  @Test
  void filesAndDirectoriesAreThoseOfTheKernel() {
    assertEquals(8, OpenInLayout.BYTES);
    assertEquals(16, OpenOutLayout.BYTES);
    assertEquals(8, OpenOutLayout.OPEN_FLAGS);
    assertEquals(16, CreateInLayout.BYTES);
    assertEquals(4, CreateInLayout.MODE);
    assertEquals(8, CreateInLayout.UMASK);
    assertEquals(24, ReleaseInLayout.BYTES);
    assertEquals(40, ReadInLayout.BYTES);
    assertEquals(16, ReadInLayout.SIZE);
    assertEquals(40, WriteInLayout.BYTES);
    assertEquals(20, WriteInLayout.WRITE_FLAGS);
    assertEquals(32, WriteInLayout.FLAGS);
    assertEquals(8, WriteOutLayout.BYTES);
    assertEquals(24, LseekInLayout.BYTES);
    assertEquals(16, LseekInLayout.WHENCE);
    assertEquals(8, LseekOutLayout.BYTES);
    assertEquals(32, FallocateInLayout.BYTES);
    assertEquals(24, FallocateInLayout.MODE);
    assertEquals(56, CopyFileRangeInLayout.BYTES);
    assertEquals(16, CopyFileRangeInLayout.TARGET);
    assertEquals(32, CopyFileRangeInLayout.TARGET_OFFSET);
    assertEquals(48, CopyFileRangeInLayout.FLAGS);
    assertEquals(24, DirentLayout.BYTES);
    assertEquals(20, DirentLayout.TYPE);
  }

  @Test
  void namesAreThoseOfTheKernel() {
    assertEquals(16, MknodInLayout.BYTES);
    assertEquals(4, MknodInLayout.DEVICE_NUMBER);
    assertEquals(8, MknodInLayout.UMASK);
    assertEquals(8, MkdirInLayout.BYTES);
    assertEquals(4, MkdirInLayout.UMASK);
    assertEquals(8, LinkInLayout.BYTES);
    assertEquals(8, RenameInLayout.BYTES);
    assertEquals(16, Rename2InLayout.BYTES);
    assertEquals(8, Rename2InLayout.FLAGS);
    assertEquals(8, ForgetInLayout.BYTES);
    assertEquals(8, BatchForgetInLayout.BYTES);
    assertEquals(16, ForgetOneLayout.BYTES);
    assertEquals(8, GetxattrInLayout.BYTES);
    assertEquals(8, GetxattrOutLayout.BYTES);
    assertEquals(16, SetxattrInLayout.BYTES);
    assertEquals(8, SetxattrInLayout.SHORT_BYTES);
    assertEquals(8, SetxattrInLayout.EXTENDED_FLAGS);
    assertEquals(24, InvalInodeLayout.BYTES);
    assertEquals(16, InvalEntryLayout.BYTES);
    assertEquals(8, InvalEntryLayout.NAME_LENGTH);
  }

  @Test
  void directoryEntriesAreFilledUpToEightBytes() {
    assertEquals(32, DirentLayout.bytesFor(1));
    assertEquals(32, DirentLayout.bytesFor(8));
    assertEquals(40, DirentLayout.bytesFor(9));
  }
}
