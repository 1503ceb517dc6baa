package io.mucca.fs.model;

import io.mucca.fs.FileSystem;
import io.mucca.fs.Owner;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import java.io.IOException;
import java.util.List;

/** The real thing. */
public record CoreImage(VolumeImage image) implements Image {
  @Override
  public List<RootInfo> roots() throws IOException {
    return image.roots();
  }

  @Override
  public RootInfo root(RootName name) throws IOException {
    return image.root(name);
  }

  @Override
  public FileSystem openRoot(RootName name, boolean readOnly) throws IOException {
    return image.openRoot(name, readOnly);
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
  public RootInfo createVolume(String name) throws IOException {
    return image.createVolume(name, Owner.ROOT);
  }

  @Override
  public void destroy(RootName name) throws IOException {
    image.destroy(name);
  }

  @Override
  public void setReadOnly(String volume, boolean readOnly) throws IOException {
    image.setReadOnly(volume, readOnly);
  }

  @Override
  public void checkpoint() throws IOException {
    image.checkpoint();
  }

  @Override
  public void awaitDeletions() throws IOException {
    image.awaitDeletions();
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
