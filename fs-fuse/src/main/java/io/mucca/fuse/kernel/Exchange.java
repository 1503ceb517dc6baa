package io.mucca.fuse.kernel;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;

/**
 * One request and its reply, with what is needed to get from one to the other. Used for one after
 * the other by the thread that it belongs to.
 */
final class Exchange {
  final Request request = new Request();
  final Reply reply = new Reply(Request.MAX_DATA_BYTES);
  final Attributes attributes = new Attributes();
  final AttributeChange change = new AttributeChange();
  final DirectoryPacker packer = new DirectoryPacker(reply);
}
