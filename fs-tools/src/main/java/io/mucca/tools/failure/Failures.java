package io.mucca.tools.failure;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.NotAnImageException;
import io.mucca.block.UnsupportedFormatException;
import io.mucca.device.DeviceBusyException;
import io.mucca.fs.CheckpointLostException;
import io.mucca.fs.FsException;
import io.mucca.fs.LogDamagedException;
import io.mucca.fs.NoSuchCheckpointException;
import io.mucca.sys.Errno;
import io.mucca.sys.SysException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** The one place that turns exceptions into a line and an exit code. */
public final class Failures {
  private Failures() {}

  /** What to tell about anything that was thrown. */
  public static Failure of(Throwable thrown) {
    return switch (thrown) {
      case Failure failure -> failure;
      case FsException e -> ofFileSystem(e);
      case DeviceBusyException e -> failure(ExitCode.BUSY, e, "wait until it is done, or end it");
      case NotAnImageException e ->
          failure(ExitCode.NOT_FOUND, e, "give another path, or make an image with 'mucca format'");
      case NoSuchCheckpointException e -> failure(ExitCode.NOT_FOUND, e, "");
      case CheckpointLostException e ->
          failure(ExitCode.FAILED, e, "try again when less is going on");
      // It names the ways out itself, since the checkpoint belongs to them.
      case LogDamagedException e -> failure(ExitCode.DAMAGED, e, "");
      case CorruptBlockException e ->
          failure(ExitCode.DAMAGED, e, "'mucca check' tells how far the damage goes");
      case UnsupportedFormatException e ->
          failure(ExitCode.FAILED, e, "use the mucca that made this image, or a later one");
      case FileSystemException e -> ofPath(e);
      case SysException e -> ofCall(e);
      case OutOfMemoryError e ->
          failure(ExitCode.FAILED, e, "give the JVM more memory, such as JAVA_TOOL_OPTIONS=-Xmx1g");
      case Exception e when e instanceof java.io.IOException -> failure(ExitCode.FAILED, e, "");
      default ->
          new Failure(
              ExitCode.FAILED,
              "internal error: " + thrown + "; MUCCA_STACK_TRACE=1 shows where",
              thrown);
    };
  }

  private static Failure ofFileSystem(FsException e) {
    return switch (e.error()) {
      case NOT_FOUND -> failure(ExitCode.NOT_FOUND, e, "'mucca list' shows what there is");
      case EXISTS ->
          failure(ExitCode.FAILED, e, "choose another name, or remove the old one first");
      case BUSY ->
          failure(
              ExitCode.BUSY,
              e,
              "'mucca status' shows what is mounted where, 'mucca list' the rest");
      case READ_ONLY ->
          failure(ExitCode.FAILED, e, "'mucca set TARGET readonly=off' opens a volume");
      case NO_SPACE -> failure(ExitCode.FAILED, e, "destroy a snapshot or volume, or remove files");
      default -> failure(ExitCode.FAILED, e, "");
    };
  }

  private static Failure ofPath(FileSystemException e) {
    String path = e.getFile() == null ? "a file" : e.getFile();
    return switch (e) {
      case NoSuchFileException _ ->
          new Failure(ExitCode.NOT_FOUND, path + ": no such file or directory; check the path", e);
      case AccessDeniedException _ ->
          new Failure(ExitCode.FAILED, path + ": permission denied; ask its owner, or use sudo", e);
      case FileAlreadyExistsException _ ->
          new Failure(ExitCode.FAILED, path + ": exists already; choose another name", e);
      default -> {
        String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        yield new Failure(ExitCode.FAILED, path + ": " + reason, e);
      }
    };
  }

  private static Failure ofCall(SysException e) {
    return switch (e.errno()) {
      case Errno.ENOENT -> failure(ExitCode.NOT_FOUND, e, "check the path");
      case Errno.EACCES, Errno.EPERM -> failure(ExitCode.FAILED, e, "ask its owner, or use sudo");
      case Errno.ENOSPC -> failure(ExitCode.FAILED, e, "make room there");
      default -> failure(ExitCode.FAILED, e, "");
    };
  }

  private static Failure failure(ExitCode exitCode, Throwable e, String wayOut) {
    String message = messageOf(e);
    return new Failure(exitCode, wayOut.isEmpty() ? message : message + "; " + wayOut, e);
  }

  /** What an exception says, on one line. */
  public static String messageOf(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
