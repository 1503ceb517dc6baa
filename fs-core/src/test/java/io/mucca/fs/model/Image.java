package io.mucca.fs.model;

import io.mucca.fs.FileSystem;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import java.io.IOException;
import java.util.List;

/** What {@link VolumeImage} offers, so that the model can stand in for it. */
public interface Image extends AutoCloseable {
  List<RootInfo> roots() throws IOException;

  RootInfo root(RootName name) throws IOException;

  FileSystem openRoot(RootName name, boolean readOnly) throws IOException;

  RootInfo snapshot(RootName snapshot) throws IOException;

  List<RootInfo> cloneRoot(RootName source, List<String> names, boolean writable)
      throws IOException;

  RootInfo createVolume(String name) throws IOException;

  void destroy(RootName name) throws IOException;

  void setReadOnly(String volume, boolean readOnly) throws IOException;

  void checkpoint() throws IOException;

  void awaitDeletions() throws IOException;

  @Override
  void close() throws IOException;
}
