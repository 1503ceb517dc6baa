package io.mucca.tools.image;

import io.mucca.account.Accounting;
import io.mucca.fs.Compression;
import io.mucca.fs.Owner;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.util.List;

/**
 * What can be done to an image, whoever has it open: this process, or a daemon at the other end of
 * a control socket. Methods fail with {@link io.mucca.tools.failure.Failure} or with what the image
 * itself throws. Thread-safe.
 */
public interface ImageService extends AutoCloseable {
  /** All volumes and snapshots, each volume followed by its snapshots. */
  List<RootInfo> roots() throws IOException;

  RootInfo root(RootName name) throws IOException;

  RootInfo snapshot(RootName snapshot) throws IOException;

  /** Makes all of the named volumes or none. */
  List<RootInfo> cloneRoot(RootName source, List<String> names, boolean writable)
      throws IOException;

  RootInfo createVolume(String name, Owner owner) throws IOException;

  void destroy(RootName name) throws IOException;

  RootInfo setReadOnly(String volume, boolean readOnly) throws IOException;

  RootInfo setCompression(String volume, Compression compression) throws IOException;

  /** Makes everything durable. */
  void checkpoint() throws IOException;

  ImageStatus status() throws IOException;

  /** What programs asked for, beside what it cost on the device. */
  Accounting accounting() throws IOException;

  @Override
  void close() throws IOException;
}
