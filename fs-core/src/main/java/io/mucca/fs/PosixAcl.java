package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An access control list as Linux keeps it in an extended attribute: what a file permits users and
 * groups beyond its owner and group, or what new files in a directory get.
 *
 * <p>The kernel checks permissions by it; a filesystem has to keep the list and the permission bits
 * in step, and to hand lists down. The rules are those of the withdrawn POSIX.1e draft 17, sections
 * 23.1.5 and 23.1.6, as acl(5) describes them.
 *
 * <pre>
 *   version (u32, 2) | entries: tag (u16) | permissions (u16, rwx) | user or group (u32)
 * </pre>
 *
 * Immutable.
 */
final class PosixAcl {
  /** The attribute with what a file permits; not to be changed. */
  static final byte[] ACCESS_NAME = "system.posix_acl_access".getBytes(US_ASCII);

  /** The attribute with what new files in a directory get; not to be changed. */
  static final byte[] DEFAULT_NAME = "system.posix_acl_default".getBytes(US_ASCII);

  private static final int VERSION = 2;
  private static final int HEADER_BYTES = 4;
  private static final int ENTRY_BYTES = 8;
  private static final int PERMISSIONS = 2;
  private static final int ID = 4;
  private static final int MAX_ENTRIES = (FileSystem.MAX_XATTR_LENGTH - HEADER_BYTES) / ENTRY_BYTES;

  private static final int USER_OBJ = 0x01;
  private static final int USER = 0x02;
  private static final int GROUP_OBJ = 0x04;
  private static final int GROUP = 0x08;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;

  private static final int RWX = 7;
  private static final int OWNER_SHIFT = 6;
  private static final int GROUP_SHIFT = 3;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;

  private PosixAcl(byte[] bytes) {
    this.bytes = bytes;
  }

  static boolean isAccess(byte[] name) {
    return Arrays.equals(name, ACCESS_NAME);
  }

  static boolean isDefault(byte[] name) {
    return Arrays.equals(name, DEFAULT_NAME);
  }

  /**
   * Takes an attribute's value apart.
   *
   * @throws FsException {@link FsError#INVALID_ARGUMENT} if it is no list that can be used
   */
  static PosixAcl of(byte[] value) throws FsException {
    PosixAcl acl = new PosixAcl(value.clone());
    acl.requireValid();
    return acl;
  }

  private void requireValid() throws FsException {
    if (bytes.length < HEADER_BYTES
        || (bytes.length - HEADER_BYTES) % ENTRY_BYTES != 0
        || segment().get(U32, 0) != VERSION
        || count() > MAX_ENTRIES) {
      throw invalid("is not of version 2");
    }
    int seen = 0;
    int tagBefore = 0;
    long idBefore = -1;
    for (int i = 0; i < count(); i++) {
      int tag = tag(i);
      boolean isNamed = tag == USER || tag == GROUP;
      long id = isNamed ? Integer.toUnsignedLong(segment().get(U32, offset(i) + ID)) : -1;
      boolean isKnown = Integer.bitCount(tag) == 1 && tag <= OTHER;
      boolean inOrder = tag > tagBefore || (tag == tagBefore && isNamed && id > idBefore);
      if (!isKnown || !inOrder || (permissions(i) & ~RWX) != 0) {
        throw invalid("has an entry with tag " + tag + " where there can be none");
      }
      seen |= tag;
      tagBefore = tag;
      idBefore = id;
    }
    boolean needsMask = (seen & (USER | GROUP)) != 0;
    int needed = USER_OBJ | GROUP_OBJ | OTHER | (needsMask ? MASK : 0);
    if ((seen & needed) != needed) {
      throw invalid("lacks an entry that every list has");
    }
  }

  private static FsException invalid(String what) {
    return new FsException(FsError.INVALID_ARGUMENT, "the access control list " + what);
  }

  private MemorySegment segment() {
    return MemorySegment.ofArray(bytes);
  }

  private int count() {
    return (bytes.length - HEADER_BYTES) / ENTRY_BYTES;
  }

  private static long offset(int entry) {
    return HEADER_BYTES + (long) entry * ENTRY_BYTES;
  }

  private int tag(int entry) {
    return Short.toUnsignedInt(segment().get(U16, offset(entry)));
  }

  private int permissions(int entry) {
    return Short.toUnsignedInt(segment().get(U16, offset(entry) + PERMISSIONS));
  }

  private boolean has(int tag) {
    for (int i = 0; i < count(); i++) {
      if (tag(i) == tag) {
        return true;
      }
    }
    return false;
  }

  /** Which entry the group bits of a mode stand for. */
  private int groupTag() {
    return has(MASK) ? MASK : GROUP_OBJ;
  }

  private int permissionsOf(int tag) {
    for (int i = 0; i < count(); i++) {
      if (tag(i) == tag) {
        return permissions(i);
      }
    }
    throw new IllegalStateException("a valid list has tag " + tag);
  }

  byte[] toBytes() {
    return bytes.clone();
  }

  /** Says nothing that the permission bits do not say as well. */
  boolean isMinimal() {
    return count() == Integer.bitCount(USER_OBJ | GROUP_OBJ | OTHER);
  }

  /** A mode with the permissions of this list in place of its own. */
  int modeOf(int mode) {
    return (mode & ~0777)
        | permissionsOf(USER_OBJ) << OWNER_SHIFT
        | permissionsOf(groupTag()) << GROUP_SHIFT
        | permissionsOf(OTHER);
  }

  /** This list after a change of the mode: owner, mask (or group) and others get its bits. */
  PosixAcl withMode(int mode) {
    return map(mode, false);
  }

  /**
   * The list of a new file in a directory that has this one as its default: what the mode does not
   * permit, the list does not either. {@link #modeOf} then tells the file's mode.
   */
  PosixAcl inheritedWith(int mode) {
    return map(mode, true);
  }

  private PosixAcl map(int mode, boolean keepsLess) {
    PosixAcl mapped = new PosixAcl(bytes.clone());
    int groupTag = groupTag();
    for (int i = 0; i < count(); i++) {
      int tag = tag(i);
      int shift = tag == USER_OBJ ? OWNER_SHIFT : tag == groupTag ? GROUP_SHIFT : 0;
      if (tag == USER_OBJ || tag == groupTag || tag == OTHER) {
        int wanted = mode >>> shift & RWX;
        int permissions = keepsLess ? permissions(i) & wanted : wanted;
        mapped.segment().set(U16, offset(i) + PERMISSIONS, (short) permissions);
      }
    }
    return mapped;
  }
}
