package io.mucca.fs;

import static io.mucca.fs.SampleImage.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.SuperblockStore;
import io.mucca.btree.Cursor;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images whose checksums are all right, and that say what cannot be. */
class DamagedMeaningTest {
  private MemoryDevice device;
  private long directory;
  private long inner;

  @BeforeEach
  void makeImage() throws IOException {
    device =
        SampleImage.with(
            SampleImage.format(2 << 20),
            image -> {
              try (FileSystem files = image.openRoot(RootName.volume("main"), false)) {
                Attributes out = new Attributes();
                long root = FileSystem.ROOT_INODE;
                files.makeDirectory(root, name("directory"), 0755, 1, 2, out);
                directory = out.inode;
                files.makeDirectory(directory, name("inner"), 0755, 1, 2, out);
                inner = out.inode;
                files.makeDirectory(root, name("other"), 0755, 1, 2, out);
                files.createNode(root, name("file"), 0644, 1, 2, 0, out);
                files.write(out.inode, 0, SampleImage.content(5000));
              }
            });
  }

  /** What is done with a root. */
  @FunctionalInterface
  private interface Use {
    void apply(FileSystem files) throws IOException;
  }

  private void edit(ImageEditor.Edit edit) throws IOException {
    device = ImageEditor.edit(device, edit);
  }

  private void use(Use use) throws IOException {
    VolumeImage image = VolumeImage.open(device, SampleImage.OPTIONS);
    try (FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      use.apply(files);
    } finally {
      assertThrowsOrCloses(image);
    }
  }

  /** An image that takes no changes any more says so once again. */
  private static void assertThrowsOrCloses(VolumeImage image) {
    try {
      image.close();
    } catch (IOException e) {
      // as it may after damage
    }
  }

  /** After this cookie a listing would begin anew, for ever. */
  @Test
  void listingWithTheGreatestCookieIsDamage() throws IOException {
    edit(
        (core, root, tree) -> {
          ByteWriter writer = new ByteWriter(16).putVarint(directory).putByte(4).putByte('x');
          long high = ItemKey.high(FileSystem.ROOT_INODE, ItemKey.ENTRY);
          tree.put(high, -1, writer.toByteArray());
        });
    use(
        files ->
            assertThrows(
                CorruptBlockException.class,
                () -> files.readDirectory(FileSystem.ROOT_INODE, 0, (n, i, t, c) -> true)));
  }

  @Test
  void renameIntoACircleOfDirectoriesIsDamage() throws IOException {
    edit(
        (core, root, tree) -> {
          Inode outer = new Inode();
          Inodes.get(tree, directory, outer);
          outer.parent = inner;
          Inodes.put(tree, outer);
          root.inodeCount = Long.MAX_VALUE;
        });
    use(
        files ->
            assertThrows(
                CorruptBlockException.class,
                () -> files.rename(FileSystem.ROOT_INODE, name("other"), inner, name("below"))));
  }

  @Test
  void blocksThatAreFreeAlreadyAreNotGivenBack() throws IOException {
    edit(
        (core, root, tree) -> {
          Cursor cursor = new Cursor();
          boolean more = tree.seekCeiling(cursor, 0, 0);
          while (more && ItemKey.type(cursor.keyHigh()) != ItemKey.EXTENT) {
            more = tree.next(cursor);
          }
          byte[] value = cursor.copyValue();
          Extent extent =
              Extent.decode(cursor.keyLow(), new ByteReader().of(value, 0, value.length));
          core.space.decrement(extent.address(), extent.count());
        });
    use(
        files -> {
          // The name goes; the inode keeps what it cannot give back.
          long inodes = files.statistics().inodes();
          files.unlink(FileSystem.ROOT_INODE, name("file"));
          assertEquals(inodes, files.statistics().inodes());
          Attributes out = new Attributes();
          files.getAttributes(directory, out);
          assertEquals(directory, out.inode);
        });
  }

  @Test
  void nextInodeThatExistsIsDamage() throws IOException {
    edit((core, root, tree) -> root.nextInode = directory);
    use(
        files ->
            assertThrows(
                CorruptBlockException.class,
                () ->
                    files.createNode(
                        FileSystem.ROOT_INODE, name("new"), 0644, 1, 2, 0, new Attributes())));
  }

  /** Else the superblocks could be allocated. */
  @Test
  void spaceMapThatHasReservedAreasAsFreeIsDamage() throws IOException {
    MutableImage image = new MutableImage(new ImageAnatomy(device));
    for (ImageAnatomy.Area area : image.anatomy().areas(ImageAnatomy.Kind.SPACE_SLOT)) {
      Arrays.fill(image.bytes(), area.offset() + 64, area.offset() + 66, (byte) 0);
    }
    image.seal(true);
    MemoryDevice damaged = image.device();
    assertEquals(
        image.anatomy().superblock().generation(),
        SuperblockStore.readAll(damaged).getFirst().generation());
    assertThrows(
        CorruptBlockException.class, () -> VolumeImage.open(damaged, SampleImage.OPTIONS).close());
  }
}
