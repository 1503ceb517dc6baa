package io.mucca.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.BlockDevice;
import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Access control lists: the rules by themselves, and in a volume. */
final class PosixAclTest {
  private static final int USER_OBJ = 0x01;
  private static final int USER = 0x02;
  private static final int GROUP_OBJ = 0x04;
  private static final int GROUP = 0x08;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;
  private static final long ROOT = FileSystem.ROOT_INODE;

  private final BlockDevice device = new KeptDevice(new MemoryDevice(64 << 20, 512));
  private final VolumeImage image;
  private final FileSystem volume;
  private final Attributes out = new Attributes();

  PosixAclTest() throws IOException {
    VolumeImage.format(device, FormatOptions.DEFAULT);
    image = VolumeImage.open(device, OpenOptions.DEFAULT);
    volume = image.openRoot(RootName.volume("main"), false);
  }

  @AfterEach
  void closeAndCheck() throws IOException {
    image.checkpoint();
    assertEquals(
        List.of(), ImageChecker.check(device, CheckOptions.DEFAULT, CheckProgress.NONE).problems());
    volume.close();
    image.close();
  }

  /** Tag, permissions and identity of each entry. */
  private static byte[] acl(int... entries) {
    ByteBuffer buffer =
        ByteBuffer.allocate(4 + entries.length / 3 * 8).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    for (int i = 0; i < entries.length; i += 3) {
      buffer.putShort((short) entries[i]).putShort((short) entries[i + 1]).putInt(entries[i + 2]);
    }
    return buffer.array();
  }

  /** User 1000 may all, the group reads; the mask is what the group bits of the mode show. */
  private static byte[] full(int owner, int mask, int other) {
    return acl(
        USER_OBJ, owner, -1, USER, 7, 1000, GROUP_OBJ, 4, -1, GROUP, 5, 2000, MASK, mask, -1, OTHER,
        other, -1);
  }

  private static byte[] name(String name) {
    return name.getBytes(UTF_8);
  }

  private byte[] accessOf(long inode) throws IOException {
    return volume.getXattr(inode, PosixAcl.ACCESS_NAME);
  }

  private boolean hasAccess(long inode) throws IOException {
    return volume.listXattrs(inode).stream().anyMatch(PosixAcl::isAccess);
  }

  @Test
  void modeShowsOwnerMaskAndOthers() throws FsException {
    assertEquals(0100751, PosixAcl.of(full(7, 5, 1)).modeOf(0100000));
    byte[] minimal = acl(USER_OBJ, 6, -1, GROUP_OBJ, 4, -1, OTHER, 0, -1);
    assertEquals(04640, PosixAcl.of(minimal).modeOf(04777));
    assertTrue(PosixAcl.of(minimal).isMinimal());
    assertFalse(PosixAcl.of(full(7, 5, 1)).isMinimal());
  }

  @Test
  void impossibleListsAreRefused() {
    byte[][] wrong = {
      {},
      acl(),
      acl(USER_OBJ, 6, -1, GROUP_OBJ, 4, -1),
      acl(USER_OBJ, 6, -1, USER, 6, 5, GROUP_OBJ, 4, -1, OTHER, 0, -1),
      acl(USER_OBJ, 8, -1, GROUP_OBJ, 4, -1, OTHER, 0, -1),
      acl(GROUP_OBJ, 4, -1, USER_OBJ, 6, -1, OTHER, 0, -1),
      acl(USER_OBJ, 6, -1, USER, 6, 5, USER, 6, 5, GROUP_OBJ, 4, -1, MASK, 7, -1, OTHER, 0, -1),
      acl(USER_OBJ, 6, -1, USER_OBJ, 6, -1, GROUP_OBJ, 4, -1, OTHER, 0, -1),
      acl(USER_OBJ, 6, -1, GROUP_OBJ, 4, -1, OTHER, 0, -1, 0x40, 0, -1),
      acl(USER_OBJ, 6, -1, GROUP_OBJ, 4, -1, 0x18, 1, -1, OTHER, 0, -1),
      ByteBuffer.allocate(5).array(),
    };
    for (byte[] value : wrong) {
      assertEquals(
          FsError.INVALID_ARGUMENT,
          assertThrows(FsException.class, () -> PosixAcl.of(value)).error());
    }
  }

  @Test
  void listAndModeOfAFileStayInStep() throws IOException {
    volume.createNode(ROOT, name("f"), 0600, 1, 1, 0, out);
    long file = out.inode;
    volume.setXattr(file, PosixAcl.ACCESS_NAME, full(7, 5, 1), FileSystem.XattrMode.CREATE);
    volume.getAttributes(file, out);
    assertEquals(FileMode.REGULAR | 0751, out.mode);

    AttributeChange change = new AttributeChange();
    change.fields = AttributeChange.MODE;
    change.mode = 0620;
    volume.setAttributes(file, change, out);
    assertArrayEquals(full(6, 2, 0), accessOf(file));
  }

  @Test
  void listThatSaysNoMoreThanTheModeIsNotKept() throws IOException {
    volume.createNode(ROOT, name("f"), 0600, 1, 1, 0, out);
    long file = out.inode;
    FileSystem.XattrMode any = FileSystem.XattrMode.CREATE_OR_REPLACE;
    volume.setXattr(file, PosixAcl.ACCESS_NAME, full(7, 5, 1), any);
    byte[] minimal = acl(USER_OBJ, 6, -1, GROUP_OBJ, 4, -1, OTHER, 0, -1);
    volume.setXattr(file, PosixAcl.ACCESS_NAME, minimal, any);
    volume.getAttributes(file, out);
    assertEquals(FileMode.REGULAR | 0640, out.mode);
    assertFalse(hasAccess(file));
  }

  @Test
  void newFilesAndDirectoriesInheritTheDefault() throws IOException {
    volume.makeDirectory(ROOT, name("d"), 0755, 1, 1, out);
    long directory = out.inode;
    assertFalse(volume.hasDefaultAcl(directory));
    volume.setXattr(directory, PosixAcl.DEFAULT_NAME, full(7, 7, 4), FileSystem.XattrMode.CREATE);
    assertTrue(volume.hasDefaultAcl(directory));

    volume.createNode(directory, name("f"), 0646, 1, 1, 0, out);
    assertEquals(FileMode.REGULAR | 0644, out.mode);
    assertArrayEquals(full(6, 4, 4), accessOf(out.inode));

    volume.createTemporary(directory, 0600, 1, 1, out);
    assertEquals(FileMode.REGULAR | 0600, out.mode);
    assertArrayEquals(full(6, 0, 0), accessOf(out.inode));
    volume.close(out.inode);

    volume.makeDirectory(directory, name("sub"), 0777, 1, 1, out);
    assertEquals(FileMode.DIRECTORY | 0774, out.mode);
    assertArrayEquals(full(7, 7, 4), volume.getXattr(out.inode, PosixAcl.DEFAULT_NAME));
    assertArrayEquals(full(7, 7, 4), accessOf(out.inode));

    volume.makeSymlink(directory, name("l"), name("f"), 1, 1, out);
    assertEquals(FileMode.SYMLINK | 0777, out.mode);
    assertFalse(hasAccess(out.inode));
  }

  @Test
  void defaultIsForDirectoriesOnly() throws IOException {
    volume.createNode(ROOT, name("f"), 0600, 1, 1, 0, out);
    long file = out.inode;
    FsException refusal =
        assertThrows(
            FsException.class,
            () ->
                volume.setXattr(
                    file, PosixAcl.DEFAULT_NAME, full(7, 7, 7), FileSystem.XattrMode.CREATE));
    assertEquals(FsError.NOT_SUPPORTED, refusal.error());
  }
}
