package io.mucca.tools.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of inodes while a root is traced. Calls come with the number of an inode, and the names
 * that the kernel remembers were looked up long before; so all of them are read at the beginning.
 * Not thread-safe.
 */
final class TraceNames {
  /** Some 20 MB of memory. */
  static final int MOST_NAMES = 100_000;

  /** What lies deeper is not told of: paths are put together over and over. */
  private static final int MOST_DEPTH = 200;

  private final Map<Long, Inode> inodes = new HashMap<>();
  private int count;

  /** What an inode is to a trace. */
  enum Kind {
    FILE,
    DIRECTORY,
    /** Symbolic links, special files and very deep directories: a trace does not tell of them. */
    OTHER;

    static Kind ofMode(int mode) {
      if (FileMode.isDirectory(mode)) {
        return DIRECTORY;
      }
      return FileMode.isRegularFile(mode) ? FILE : OTHER;
    }
  }

  /** One inode that has a name. */
  static final class Inode {
    final long number;
    final Kind kind;
    private final int depth;

    /** How often it was opened and not closed since the trace began. */
    int opened;

    private @Nullable Name first;

    Inode(long number, Kind kind, int depth) {
      this.number = number;
      this.kind = kind;
      this.depth = depth;
    }

    /** The name that a trace calls it by: one that it has told of, or else one that it could. */
    @Nullable Name name() {
      Name best = first;
      for (Name name = first; name != null; name = name.next) {
        if (name.told) {
          return name;
        }
        best = name.tellable ? name : best;
      }
      return best;
    }

    @Nullable Name name(Inode parent, String text) {
      for (Name name = first; name != null; name = name.next) {
        if (parent.equals(name.parent) && name.text.equals(text)) {
          return name;
        }
      }
      return null;
    }

    private void remove(Name gone) {
      Name before = null;
      for (Name name = first; name != null; name = name.next) {
        if (!name.equals(gone)) {
          before = name;
        } else if (before == null) {
          first = name.next;
        } else {
          before.next = name.next;
        }
      }
    }
  }

  /** One name of an inode. */
  static final class Name {
    final Inode inode;
    final @Nullable Inode parent;
    final String text;
    private @Nullable Name next;

    /** Whether the trace has told that it is there, or made it. */
    boolean told;

    /** Whether it could still be told of, by where it was when the trace began. */
    boolean tellable = true;

    /** Where it was when the trace began; known once it is told. */
    String pathBefore = "";

    Name(Inode inode, @Nullable Inode parent, String text) {
      this.inode = inode;
      this.parent = parent;
      this.text = text;
    }

    /** Where it is now. */
    String path() {
      return parent == null ? "" : below(pathOf(parent), text);
    }

    private static String pathOf(Inode directory) {
      Name name = directory.first;
      return name == null ? "" : name.path();
    }
  }

  private static String below(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }

  /** Where a name that has not been told of was when the trace began: its directory has moved. */
  static String pathBefore(Name name) {
    Name parent = name.parent == null ? null : name.parent.name();
    return parent == null ? "" : below(parent.pathBefore, name.text);
  }

  /** Reads all names of a root; false if there are too many. */
  boolean readAll(FileSystem root) throws IOException {
    Inode top = new Inode(FileSystem.ROOT_INODE, Kind.DIRECTORY, 0);
    Name nameless = new Name(top, null, "");
    nameless.told = true;
    top.first = nameless;
    inodes.put(top.number, top);
    Deque<Inode> directories = new ArrayDeque<>();
    directories.add(top);
    while (!directories.isEmpty() && count < MOST_NAMES) {
      Inode directory = directories.remove();
      root.readDirectory(
          directory.number,
          0,
          (name, inode, type, _) -> {
            Name added = add(directory, name, inode, Kind.ofMode(type));
            if (added.inode.kind == Kind.DIRECTORY) {
              directories.add(added.inode);
            }
            return count < MOST_NAMES;
          });
    }
    return count < MOST_NAMES;
  }

  @Nullable Inode find(long inode) {
    return inodes.get(inode);
  }

  /** The same for what can only be a directory; null for one that a trace does not tell of. */
  @Nullable Inode findDirectory(long inode) {
    Inode found = inodes.get(inode);
    return found != null && found.kind == Kind.DIRECTORY ? found : null;
  }

  /** Whether one more name can be kept. */
  boolean hasRoom() {
    return count < MOST_NAMES;
  }

  Name add(Inode directory, byte[] name, long number, Kind kind) {
    int depth = directory.depth + 1;
    Kind kept = kind == Kind.DIRECTORY && depth > MOST_DEPTH ? Kind.OTHER : kind;
    Inode inode = inodes.computeIfAbsent(number, _ -> new Inode(number, kept, depth));
    Name added = new Name(inode, directory, text(name));
    added.next = inode.first;
    inode.first = added;
    count++;
    return added;
  }

  void remove(Name name) {
    name.inode.remove(name);
    count--;
    if (name.inode.first == null) {
      inodes.remove(name.inode.number);
    }
  }

  /** Gives a name's place to another one of the same inode. */
  Name move(Name name, Inode directory, byte[] newName) {
    Inode inode = name.inode;
    inode.remove(name);
    Name moved = new Name(inode, directory, text(newName));
    moved.told = name.told;
    moved.tellable = name.told;
    moved.pathBefore = name.pathBefore;
    moved.next = inode.first;
    inode.first = moved;
    return moved;
  }

  /** As UTF-8, and what is none byte by byte: the name is another one then, but still its own. */
  static String text(byte[] name) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException e) {
      return new String(name, ISO_8859_1);
    }
  }
}
