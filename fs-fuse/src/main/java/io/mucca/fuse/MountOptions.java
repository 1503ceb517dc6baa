package io.mucca.fuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How to mount a filesystem.
 *
 * <p>The timeouts say for how long the kernel believes what it was told without asking again. Names
 * change only through the kernel, which updates its own cache then, so a timeout for them is safe.
 * Attributes are different where a transport shows each hard link as an inode of its own: a change
 * through one name would go unseen through the other. So each transport has defaults of its own.
 *
 * @param fsName what the mount table shows as the source: the image
 * @param subtype what the mount table shows as {@code fuse.SUBTYPE}
 * @param allowOther let users other than the one who mounts in
 * @param defaultPermissions let the kernel check modes and owners; without it nobody does
 * @param nonEmpty mount also over a directory that has entries
 * @param attributeTimeoutSeconds for how long the kernel caches attributes, or {@link
 *     #DEFAULT_TIMEOUT}
 * @param entryTimeoutSeconds for how long the kernel caches names, or {@link #DEFAULT_TIMEOUT}
 * @param threadCount the most threads that serve requests, or {@link #DEFAULT_THREADS}
 * @param writebackCache let the kernel hold back what programs write, where the transport can
 * @param kernelFlags generic mount flags such as {@code noexec}
 */
public record MountOptions(
    String fsName,
    String subtype,
    boolean readOnly,
    boolean allowOther,
    boolean defaultPermissions,
    boolean nonEmpty,
    double attributeTimeoutSeconds,
    double entryTimeoutSeconds,
    int threadCount,
    boolean writebackCache,
    List<String> kernelFlags) {
  /** As long as the transport holds for right. */
  public static final double DEFAULT_TIMEOUT = -1;

  /** As many threads as the transport needs. */
  public static final int DEFAULT_THREADS = 0;

  private static final Set<String> KERNEL_FLAGS =
      Set.of(
          "suid", "nosuid", "dev", "nodev", "exec", "noexec", "sync", "async", "dirsync", "atime",
          "noatime");

  /** What /etc/fstab and mount(8) hand to every filesystem and what says nothing to this one. */
  private static final Set<String> IGNORED =
      Set.of(
          "defaults",
          "relatime",
          "auto",
          "noauto",
          "nofail",
          "_netdev",
          "user",
          "nouser",
          "users",
          "owner",
          "group");

  public MountOptions {
    kernelFlags = List.copyOf(kernelFlags);
    if (threadCount < DEFAULT_THREADS || threadCount > 256) {
      throw new IllegalArgumentException("threads must be 1 to 256, not " + threadCount);
    }
    requireTimeout("attr_timeout", attributeTimeoutSeconds);
    requireTimeout("entry_timeout", entryTimeoutSeconds);
    for (String flag : kernelFlags) {
      if (!KERNEL_FLAGS.contains(flag)) {
        throw new IllegalArgumentException("unknown mount flag '" + flag + "'");
      }
    }
  }

  private static void requireTimeout(String what, double seconds) {
    // Written so that NaN fails too.
    if (!(seconds == DEFAULT_TIMEOUT || (seconds >= 0 && seconds <= 86400))) {
      throw new IllegalArgumentException(what + " must be 0 to 86400 seconds, not " + seconds);
    }
  }

  /** The defaults: writable, for the mounting user only, permissions checked. */
  public static MountOptions of(String fsName) {
    return new MountOptions(
        fsName,
        "mucca",
        false,
        false,
        true,
        false,
        DEFAULT_TIMEOUT,
        DEFAULT_TIMEOUT,
        DEFAULT_THREADS,
        false,
        List.of());
  }

  public MountOptions withReadOnly(boolean value) {
    Builder builder = new Builder(this);
    builder.readOnly = value;
    return builder.build();
  }

  /**
   * Applies a comma-separated list as {@code mount -o} takes it: {@code ro}, {@code rw}, {@code
   * allow_other}, {@code default_permissions}, {@code no_default_permissions}, {@code nonempty},
   * {@code writeback_cache}, {@code attr_timeout=}, {@code entry_timeout=}, {@code threads=},
   * {@code fsname=}, {@code subtype=} and the kernel's generic flags; of two that contradict each
   * other the later one counts.
   *
   * @throws IllegalArgumentException for an option that is unknown or has a bad value
   */
  public MountOptions withOptions(String commaSeparated) {
    Builder builder = new Builder(this);
    for (String option : commaSeparated.split(",", -1)) {
      if (!option.isEmpty()) {
        builder.apply(option);
      }
    }
    return builder.build();
  }

  private static final class Builder {
    String fsName;
    String subtype;
    boolean readOnly;
    boolean allowOther;
    boolean defaultPermissions;
    boolean nonEmpty;
    double attributeTimeoutSeconds;
    double entryTimeoutSeconds;
    int threadCount;
    boolean writebackCache;
    final List<String> kernelFlags;

    Builder(MountOptions from) {
      fsName = from.fsName;
      subtype = from.subtype;
      readOnly = from.readOnly;
      allowOther = from.allowOther;
      defaultPermissions = from.defaultPermissions;
      nonEmpty = from.nonEmpty;
      attributeTimeoutSeconds = from.attributeTimeoutSeconds;
      entryTimeoutSeconds = from.entryTimeoutSeconds;
      threadCount = from.threadCount;
      writebackCache = from.writebackCache;
      kernelFlags = new ArrayList<>(from.kernelFlags);
    }

    MountOptions build() {
      return new MountOptions(
          fsName,
          subtype,
          readOnly,
          allowOther,
          defaultPermissions,
          nonEmpty,
          attributeTimeoutSeconds,
          entryTimeoutSeconds,
          threadCount,
          writebackCache,
          kernelFlags);
    }

    void apply(String option) {
      int equals = option.indexOf('=');
      if (equals < 0) {
        applyFlag(option);
      } else {
        applyValue(option, option.substring(0, equals), option.substring(equals + 1));
      }
    }

    private void applyFlag(String flag) {
      switch (flag) {
        case "ro" -> readOnly = true;
        case "rw" -> readOnly = false;
        case "allow_other" -> allowOther = true;
        case "default_permissions" -> defaultPermissions = true;
        case "no_default_permissions" -> defaultPermissions = false;
        case "nonempty" -> nonEmpty = true;
        case "writeback_cache" -> writebackCache = true;
        default -> {
          if (KERNEL_FLAGS.contains(flag)) {
            kernelFlags.add(flag);
          } else if (!isIgnored(flag)) {
            throw unknown(flag);
          }
        }
      }
    }

    private void applyValue(String option, String key, String value) {
      switch (key) {
        case "fsname" -> fsName = value;
        case "subtype" -> subtype = value;
        case "attr_timeout" -> attributeTimeoutSeconds = timeout(option, value);
        case "entry_timeout" -> entryTimeoutSeconds = timeout(option, value);
        case "threads" -> threadCount = threads(option, value);
        default -> {
          if (!isIgnored(key)) {
            throw unknown(option);
          }
        }
      }
    }

    private static boolean isIgnored(String key) {
      return IGNORED.contains(key) || key.startsWith("x-");
    }

    private static double timeout(String option, String value) {
      double seconds = number(option, value);
      if (seconds < 0) {
        throw new IllegalArgumentException("mount option '" + option + "' needs 0 or more seconds");
      }
      return seconds;
    }

    private static int threads(String option, String value) {
      int count = (int) number(option, value);
      if (count == DEFAULT_THREADS) {
        throw new IllegalArgumentException("mount option '" + option + "' needs 1 or more");
      }
      return count;
    }

    private static double number(String option, String value) {
      try {
        return Double.parseDouble(value);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("mount option '" + option + "' needs a number", e);
      }
    }

    private static IllegalArgumentException unknown(String option) {
      return new IllegalArgumentException(
          "unknown mount option '"
              + option
              + "'; known are ro, rw, allow_other, default_permissions, no_default_permissions,"
              + " nonempty, writeback_cache, attr_timeout=S, entry_timeout=S, threads=N, fsname=X,"
              + " subtype=X and "
              + String.join(", ", KERNEL_FLAGS.stream().sorted().toList()));
    }
  }
}
