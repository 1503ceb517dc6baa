package io.mucca.fs.crash;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.BlockDevice;
import io.mucca.device.FilterDevice;
import io.mucca.device.WriteCategory;
import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FilterFileSystem;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The crash machine finds what breaks promises, and nothing where none is broken. */
class CrashMachineTest {
  private static final int RANDOM_STATES = 2;
  private static final int ENOUGH_SEEDS = 10;

  /** Ways to lose what was promised, or to show what never was. */
  enum Planted implements CrashFault {
    /** The device forgets every sync that it is asked for. */
    NO_SYNC {
      @Override
      public BlockDevice wrap(BlockDevice device) {
        return new FilterDevice(device) {
          @Override
          public void sync() {}
        };
      }
    },

    /**
     * The device forgets every other sync: of two in a checkpoint, the one after the superblock.
     */
    NO_SECOND_SYNC {
      @Override
      public BlockDevice wrap(BlockDevice device) {
        return forgetting(device, 0);
      }
    },

    /** The device forgets the sync before the superblock, which may then be there alone. */
    NO_FIRST_SYNC {
      @Override
      public BlockDevice wrap(BlockDevice device) {
        return forgetting(device, 1);
      }
    },

    /** An fsync does nothing. */
    LYING_FSYNC {
      @Override
      public FileSystem wrap(FileSystem fs) {
        return new FilterFileSystem(fs) {
          @Override
          public void fsync(long inode) {}
        };
      }
    },

    /** An fsync brings names to the device, and no content. */
    FSYNC_WITHOUT_CONTENT {
      @Override
      public FileSystem wrap(FileSystem fs) {
        return new FilterFileSystem(fs) {
          @Override
          public void fsync(long inode) throws IOException {
            super.fsync(FileSystem.ROOT_INODE);
          }
        };
      }
    },

    /** A sync of everything syncs one directory. */
    LYING_SYNC_ALL {
      @Override
      public FileSystem wrap(FileSystem fs) {
        return new FilterFileSystem(fs) {
          @Override
          public void syncAll() throws IOException {
            super.fsync(FileSystem.ROOT_INODE);
          }
        };
      }
    },

    /** A removed name comes back in the form of another step that nobody asked for. */
    UNLINK_IN_TWO_STEPS {
      @Override
      public FileSystem wrap(FileSystem fs) {
        return new FilterFileSystem(fs) {
          @Override
          public void unlink(long directory, byte[] name) throws IOException {
            super.rename(directory, name, directory, new byte[] {'x'}, RenameMode.REPLACE);
            super.fsync(directory);
            super.unlink(directory, new byte[] {'x'});
          }
        };
      }
    },

    /** What a write has in its middle is something else for a while. */
    WRITE_IN_TWO_STEPS {
      @Override
      public FileSystem wrap(FileSystem fs) {
        return new FilterFileSystem(fs) {
          @Override
          public void write(long inode, long offsetBytes, MemorySegment source) throws IOException {
            byte[] wrong = new byte[(int) source.byteSize()];
            super.write(inode, offsetBytes, MemorySegment.ofArray(wrong).fill((byte) 2));
            super.fsync(inode);
            super.write(inode, offsetBytes, source);
          }
        };
      }
    },

    /** A truncation leaves what it cuts off, and growing brings it back. */
    TRUNCATE_KEEPS_BYTES {
      @Override
      public FileSystem wrap(FileSystem fs) {
        return new FilterFileSystem(fs) {
          @Override
          public void truncate(long inode, long sizeBytes, Attributes out) throws IOException {
            Attributes old = new Attributes();
            super.getAttributes(inode, old);
            if (sizeBytes >= old.sizeBytes) {
              super.truncate(inode, sizeBytes, out);
            } else {
              AttributeChange now = new AttributeChange();
              now.fields = AttributeChange.MODIFY_TIME_NOW;
              super.setAttributes(inode, now, out);
            }
          }
        };
      }
    },

    /** The device loses a write of file content now and then. */
    LOST_DATA {
      @Override
      public BlockDevice wrap(BlockDevice device) {
        return losing(device, WriteCategory.DATA);
      }
    },

    /** The device loses a record of the log now and then. */
    LOST_RECORD {
      @Override
      public BlockDevice wrap(BlockDevice device) {
        return losing(device, WriteCategory.LOG_RECORD);
      }
    };

    private static BlockDevice losing(BlockDevice device, WriteCategory lost) {
      return new FilterDevice(device) {
        private int count;

        @Override
        public synchronized void write(
            long offsetBytes, MemorySegment source, WriteCategory category) throws IOException {
          if (category != lost || ++count % 7 != 0) {
            super.write(offsetBytes, source, category);
          }
        }
      };
    }

    private static BlockDevice forgetting(BlockDevice device, int turn) {
      return new FilterDevice(device) {
        private int syncCount;

        @Override
        public synchronized void sync() throws IOException {
          if (syncCount++ % 2 == turn) {
            super.sync();
          }
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void findsPlantedFault(Planted fault) {
    CrashViolation violation =
        assertThrows(
            CrashViolation.class,
            () -> {
              for (CrashCase each : NamedCases.ALL) {
                check(each, fault, 1);
              }
              for (int seed = 0; seed < ENOUGH_SEEDS; seed++) {
                check(RandomCase.of(100), fault, seed);
              }
            });
    assertTrue(violation.getMessage().contains("seed"), violation::getMessage);
  }

  @Test
  void findsNothingWhereNoFaultIs() throws IOException {
    assertTrue(check(NamedCases.ALL.getFirst(), CrashFault.NONE, 1) > 0);
  }

  private static long check(CrashCase crashCase, CrashFault fault, long seed) throws IOException {
    Recording recording = Workload.record(crashCase, CrashSetup.SMALL_BLOCKS, fault, seed);
    return CrashMachine.run(recording, RANDOM_STATES, () -> false);
  }
}
