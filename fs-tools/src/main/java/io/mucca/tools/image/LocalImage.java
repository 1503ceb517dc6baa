package io.mucca.tools.image;

import io.mucca.account.Accounting;
import io.mucca.fs.Compression;
import io.mucca.fs.FileSystem;
import io.mucca.fs.HeldCheckpoint;
import io.mucca.fs.Owner;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An image that this process has open. */
public final class LocalImage implements OwnedImage {
  private static final Logger LOG = LoggerFactory.getLogger(LocalImage.class);

  private final Path path;
  private final VolumeImage image;

  /** Takes over {@code image}, which {@link #close} closes. */
  public LocalImage(Path path, VolumeImage image) {
    this.path = path;
    this.image = image;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public List<String> warnings() {
    return image.warnings();
  }

  @Override
  public HeldCheckpoint holdCheckpoint() throws IOException {
    try {
      image.checkpoint();
    } catch (IOException e) {
      LOG.debug("{}: reading an older checkpoint, because none can be made now", path, e);
    }
    return image.holdCheckpoint();
  }

  @Override
  public FileSystem openRoot(RootName name, boolean readOnly) throws IOException {
    return image.openRoot(name, readOnly);
  }

  @Override
  public List<RootInfo> roots() throws IOException {
    return image.roots();
  }

  @Override
  public RootInfo root(RootName name) throws IOException {
    return image.root(name);
  }

  @Override
  public RootInfo snapshot(RootName snapshot) throws IOException {
    return image.snapshot(snapshot);
  }

  @Override
  public List<RootInfo> cloneRoot(RootName source, List<String> names, boolean writable)
      throws IOException {
    return image.cloneRoot(source, names, writable);
  }

  @Override
  public RootInfo createVolume(String name, Owner owner) throws IOException {
    return image.createVolume(name, owner);
  }

  @Override
  public void destroy(RootName name) throws IOException {
    image.destroy(name);
  }

  @Override
  public RootInfo setReadOnly(String volume, boolean readOnly) throws IOException {
    image.setReadOnly(volume, readOnly);
    return image.root(RootName.volume(volume));
  }

  @Override
  public RootInfo setCompression(String volume, Compression compression) throws IOException {
    image.setCompression(volume, compression);
    return image.root(RootName.volume(volume));
  }

  @Override
  public void checkpoint() throws IOException {
    image.checkpoint();
  }

  @Override
  public ImageStatus status() throws IOException {
    return new ImageStatus(
        path,
        image.statistics(),
        image.accounting().sinceOpened().device().bytesWritten(),
        image.checkpoints(),
        null,
        List.of());
  }

  @Override
  public Accounting accounting() throws IOException {
    return image.accounting();
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
