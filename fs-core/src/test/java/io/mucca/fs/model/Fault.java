package io.mucca.fs.model;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.DirectoryVisitor;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FilterFileSystem;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Errors of a filesystem that the comparison must find. */
enum Fault {
  NONE {
    @Override
    FileSystem wrap(FileSystem fs) {
      return fs;
    }
  },

  /** What a write has behind a boundary of 64 KiB is zeros. */
  TORN_WRITE {
    @Override
    FileSystem wrap(FileSystem fs) {
      return new FilterFileSystem(fs) {
        @Override
        public void write(long inode, long offsetBytes, MemorySegment source) throws IOException {
          long room = 65536 - offsetBytes % 65536;
          if (source.byteSize() > room) {
            source.asSlice(room).fill((byte) 0);
          }
          super.write(inode, offsetBytes, source);
        }
      };
    }
  },

  /** An exchange leaves only one of the two names. */
  EXCHANGE_REPLACES {
    @Override
    FileSystem wrap(FileSystem fs) {
      return new FilterFileSystem(fs) {
        @Override
        public void rename(
            long directory, byte[] name, long newDirectory, byte[] newName, RenameMode renameMode)
            throws IOException {
          RenameMode used = renameMode == RenameMode.EXCHANGE ? RenameMode.REPLACE : renameMode;
          super.rename(directory, name, newDirectory, newName, used);
        }
      };
    }
  },

  /** Going on with a directory misses an entry. */
  COOKIE_SKIPS_ENTRY {
    @Override
    FileSystem wrap(FileSystem fs) {
      return new FilterFileSystem(fs) {
        @Override
        public void readDirectory(long directory, long cookie, DirectoryVisitor visitor)
            throws IOException {
          super.readDirectory(directory, cookie == 0 ? 0 : cookie + 1, visitor);
        }
      };
    }
  },

  /** An append does not move the time of the last change of content. */
  APPEND_KEEPS_MODIFY_TIME {
    @Override
    FileSystem wrap(FileSystem fs) {
      return new FilterFileSystem(fs) {
        @Override
        public long append(long inode, MemorySegment source) throws IOException {
          Attributes attributes = new Attributes();
          getAttributes(inode, attributes);
          AttributeChange change = new AttributeChange();
          change.fields = AttributeChange.MODIFY_TIME;
          change.modifySeconds = attributes.modifySeconds;
          change.modifyNanos = attributes.modifyNanos;
          long offsetBytes = super.append(inode, source);
          setAttributes(inode, change, attributes);
          return offsetBytes;
        }
      };
    }
  },

  /** A snapshot goes on to change with its volume. */
  SNAPSHOT_SHARES_VOLUME {
    @Override
    FileSystem wrap(FileSystem fs) {
      return fs;
    }

    @Override
    FileSystem open(Image image, RootName name, boolean readOnly) throws IOException {
      boolean isSnapshot = name.snapshot() != null;
      return image.openRoot(RootName.volume(name.volume()), readOnly || isSnapshot);
    }
  };

  /** The filesystem with the fault. */
  abstract FileSystem wrap(FileSystem fs);

  /** Opens a root such that it has the fault. */
  FileSystem open(Image image, RootName name, boolean readOnly) throws IOException {
    return wrap(image.openRoot(name, readOnly));
  }
}
