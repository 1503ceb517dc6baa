package io.mucca.fs.model;

import io.mucca.fs.FileSystem;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.util.List;

/** An image whose filesystems have a fault. */
record FaultyImage(Image target, Fault fault) implements Image {
  @Override
  public List<RootInfo> roots() throws IOException {
    return target.roots();
  }

  @Override
  public RootInfo root(RootName name) throws IOException {
    return target.root(name);
  }

  @Override
  public FileSystem openRoot(RootName name, boolean readOnly) throws IOException {
    return fault.open(target, name, readOnly);
  }

  @Override
  public RootInfo snapshot(RootName snapshot) throws IOException {
    return target.snapshot(snapshot);
  }

  @Override
  public List<RootInfo> cloneRoot(RootName source, List<String> names, boolean writable)
      throws IOException {
    return target.cloneRoot(source, names, writable);
  }

  @Override
  public RootInfo createVolume(String name) throws IOException {
    return target.createVolume(name);
  }

  @Override
  public void destroy(RootName name) throws IOException {
    target.destroy(name);
  }

  @Override
  public void setReadOnly(String volume, boolean readOnly) throws IOException {
    target.setReadOnly(volume, readOnly);
  }

  @Override
  public void checkpoint() throws IOException {
    target.checkpoint();
  }

  @Override
  public void awaitDeletions() throws IOException {
    target.awaitDeletions();
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
