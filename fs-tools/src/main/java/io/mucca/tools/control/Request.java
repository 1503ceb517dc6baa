package io.mucca.tools.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.mucca.fs.Compression;
import io.mucca.fs.Owner;
import io.mucca.fs.RootName;
import io.mucca.tools.scrub.ScrubRequest;
import java.nio.file.Path;
import java.util.List;

/** What a client asks of a daemon. The names of the operations and members are the protocol. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "operation")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Request.Status.class, name = "status"),
  @JsonSubTypes.Type(value = Request.ListRoots.class, name = "list"),
  @JsonSubTypes.Type(value = Request.GetRoot.class, name = "get"),
  @JsonSubTypes.Type(value = Request.HasReceivedPages.class, name = "has-received-pages"),
  @JsonSubTypes.Type(value = Request.Snapshot.class, name = "snapshot"),
  @JsonSubTypes.Type(value = Request.CloneRoot.class, name = "clone"),
  @JsonSubTypes.Type(value = Request.CreateVolume.class, name = "create-volume"),
  @JsonSubTypes.Type(value = Request.Destroy.class, name = "destroy"),
  @JsonSubTypes.Type(value = Request.SetReadOnly.class, name = "set-read-only"),
  @JsonSubTypes.Type(value = Request.SetCompression.class, name = "set-compression"),
  @JsonSubTypes.Type(value = Request.Checkpoint.class, name = "checkpoint"),
  @JsonSubTypes.Type(value = Request.Check.class, name = "check"),
  @JsonSubTypes.Type(value = Request.Scrub.class, name = "scrub"),
  @JsonSubTypes.Type(value = Request.GetScrubStatus.class, name = "scrub-status"),
  @JsonSubTypes.Type(value = Request.PauseScrub.class, name = "pause-scrub"),
  @JsonSubTypes.Type(value = Request.GetAccounting.class, name = "accounting"),
  @JsonSubTypes.Type(value = Request.StartTrace.class, name = "start-trace"),
  @JsonSubTypes.Type(value = Request.ReadTrace.class, name = "read-trace"),
  @JsonSubTypes.Type(value = Request.EndTrace.class, name = "end-trace"),
  @JsonSubTypes.Type(value = Request.Mount.class, name = "mount"),
  @JsonSubTypes.Type(value = Request.Unmount.class, name = "unmount")
})
public sealed interface Request {
  record Status() implements Request {}

  record ListRoots() implements Request {}

  record GetRoot(RootName root) implements Request {}

  record HasReceivedPages(Path mountpoint) implements Request {}

  record Snapshot(RootName snapshot) implements Request {}

  record CloneRoot(RootName source, List<String> names, boolean writable) implements Request {}

  record CreateVolume(String name, Owner owner) implements Request {}

  record Destroy(RootName root) implements Request {}

  record SetReadOnly(String volume, boolean readOnly) implements Request {}

  record SetCompression(String volume, Compression compression) implements Request {}

  record Checkpoint() implements Request {}

  record Check(boolean verifyData) implements Request {}

  record Scrub(ScrubRequest scrub) implements Request {}

  record GetScrubStatus() implements Request {}

  record PauseScrub() implements Request {}

  record GetAccounting() implements Request {}

  record StartTrace(Path mountpoint) implements Request {}

  record ReadTrace(Path mountpoint) implements Request {}

  record EndTrace(Path mountpoint) implements Request {}

  record Mount(MountRequest mount) implements Request {}

  record Unmount(Path mountpoint) implements Request {}
}
