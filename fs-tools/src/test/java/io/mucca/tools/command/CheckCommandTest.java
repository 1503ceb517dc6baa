package io.mucca.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.device.BlockDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.device.WriteShares;
import io.mucca.log.LogWriter;
import io.mucca.tools.image.DeviceOpener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mucca check} on image files. */
class CheckCommandTest {
  /** Somewhere in the space map's first version of the first region. */
  private static final long SPACE_MAP_BYTE = (64 << 10) + 100;

  @TempDir private Path directory;
  private Path image;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void formatImage() {
    image = directory.resolve("x.img");
    assertEquals(0, mucca("format", image.toString(), "--size", "16M"), () -> err.toString());
  }

  private int mucca(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return CommandRun.execute(directory, new DeviceOpener(), out, err, arguments);
  }

  private void flip(long offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(offset);
      int old = file.read();
      file.seek(offset);
      file.write(old ^ 1);
    }
  }

  @Test
  void cleanImageIsOneLine() {
    assertEquals(0, mucca("check", image.toString()));
    assertTrue(
        out.toString()
            .matches(
                ".*/x\\.img: clean; checkpoint 1 from [-0-9]+ [:0-9]+, 1 roots, 1 inodes, .*\\R"),
        out::toString);
    assertEquals("", err.toString());
  }

  @Test
  void damagedImageIsALineForEachProblemAndAnExitCode() throws IOException {
    flip(SPACE_MAP_BYTE);
    assertEquals(12, mucca("check", "--no-data", image.toString()));
    assertEquals(3, out.toString().lines().count(), out::toString);
    assertTrue(out.toString().startsWith("image: checkpoint 1: "), out::toString);
    assertTrue(out.toString().contains("x.img: 2 problems; "), out::toString);
  }

  @Test
  void resultInJsonKeepsItsSchema() throws IOException {
    flip(SPACE_MAP_BYTE);
    assertEquals(12, mucca("check", "--no-data", "--json", image.toString()));
    String json =
        out.toString()
            .replace(image.toString(), "FILE")
            .replaceAll("(?m)(\"(message|verifiedBytes|time)\" : ).*?(,?)$", "$1...$3");
    assertEquals(
        """
        {
          "schema" : 1,
          "image" : "FILE",
          "clean" : false,
          "dataVerified" : false,
          "report" : {
            "generation" : 1,
            "time" : ...,
            "rootCount" : 1,
            "nodeCount" : 2,
            "inodeCount" : 1,
            "dataBlockCount" : 0,
            "verifiedBytes" : ...,
            "logRecordCount" : 0,
            "problems" : [ {
              "kind" : "SPACE_MAP",
              "where" : "image",
              "message" : ...
            }, {
              "kind" : "NOT_VERIFIABLE",
              "where" : "image",
              "message" : ...
            } ],
            "problemCounts" : {
              "SPACE_MAP" : 1,
              "NOT_VERIFIABLE" : 1
            }
          },
          "checkpoints" : [ {
            "generation" : 1,
            "time" : ...
          } ]
        }
        """,
        json);
  }

  @Test
  void repairSaysWhatItWillDoAndDoesItOnlyThen() throws IOException {
    flip(SPACE_MAP_BYTE);
    byte[] before = Files.readAllBytes(image);
    assertEquals(2, mucca("check", "--repair", image.toString()));
    assertTrue(err.toString().contains("add --yes"), err::toString);
    assertEquals(12, mucca("check", "--repair", "--dry-run", image.toString()));
    assertTrue(out.toString().contains("The repair will\n  "), out::toString);
    assertArrayEquals(before, Files.readAllBytes(image));
    assertEquals(0, mucca("check", "--repair", "--yes", image.toString()), () -> err.toString());
    assertTrue(out.toString().contains("count the references to all blocks"), out::toString);
    assertTrue(out.toString().contains("Repaired. Checked again:"), out::toString);
    assertEquals(0, mucca("check", image.toString()));
    assertEquals(0, mucca("check", "--repair", "--yes", image.toString()));
    assertTrue(out.toString().contains("nothing to repair"), out::toString);
  }

  @Test
  void repairInJsonHasPlanAndResult() throws IOException {
    flip(SPACE_MAP_BYTE);
    assertEquals(0, mucca("check", "--repair", "-y", "--json", image.toString()));
    assertTrue(out.toString().contains("\"repaired\" : true"), out::toString);
    assertTrue(out.toString().contains("\"actions\" : [ \"give up"), out::toString);
  }

  /** As a faulty program might: with a right checksum, and of a type that there is not. */
  private void logImpossibleRecord() throws IOException {
    try (BlockDevice device = DeviceOpener.device(image, FileDeviceOptions.defaults())) {
      Superblock newest = SuperblockStore.readAll(device).getFirst();
      LogWriter writer =
          new LogWriter(device, newest.geometry(), newest.log(), newest.volumeIdLow());
      byte[] record = new byte[LogWriter.HEADER_BYTES + 1];
      record[LogWriter.HEADER_BYTES] = 77;
      writer.write(writer.seal(record, record.length), record, record.length, new WriteShares());
      device.sync();
    }
  }

  @Test
  void logThatCannotBeReplayedIsGivenUpByARepair() throws IOException {
    logImpossibleRecord();
    byte[] before = Files.readAllBytes(image);
    assertEquals(12, mucca("snapshot", image + "@monday"));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains("'mucca check --repair' gives up"), err::toString);
    assertEquals(12, mucca("check", image.toString()));
    assertTrue(out.toString().contains(" of the intent log cannot be replayed"), out::toString);
    assertTrue(out.toString().endsWith("its intent log holds 1 records\n"), out::toString);
    assertEquals(12, mucca("check", "--repair", "--dry-run", image.toString()));
    assertTrue(out.toString().contains("  give up what the intent log holds"), out::toString);
    assertTrue(out.toString().contains("of type 77"), out::toString);
    assertArrayEquals(before, Files.readAllBytes(image));
    assertEquals(0, mucca("check", "--repair", "--yes", image.toString()), () -> err.toString());
    assertEquals(0, mucca("snapshot", image + "@monday"), () -> err.toString());
    assertEquals(0, mucca("check", image.toString()), out::toString);
  }

  @Test
  void wrongOptionsOfARepairAreRefused() {
    assertEquals(2, mucca("check", "--yes", image.toString()));
    assertEquals(2, mucca("check", "--repair", "--yes", "--dry-run", image.toString()));
  }

  @Test
  void imageWithoutASoundSuperblockIsDamaged() throws IOException {
    flip((16 << 10) + 50);
    assertEquals(12, mucca("check", image.toString()));
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  @Test
  void imageInUseIsBusy() throws IOException {
    try (BlockDevice _ = DeviceOpener.device(image, FileDeviceOptions.defaults())) {
      assertEquals(11, mucca("check", image.toString()));
    }
  }

  @Test
  void fileThatIsNoImageIsNotFound() throws IOException {
    Path file = Files.write(directory.resolve("text"), new byte[100_000]);
    assertEquals(10, mucca("check", file.toString()));
    assertEquals(10, mucca("check", directory.resolve("none").toString()));
  }

  @Test
  void onlyWholeImagesAreChecked() {
    assertEquals(2, mucca("check", image + "@monday"));
  }
}
