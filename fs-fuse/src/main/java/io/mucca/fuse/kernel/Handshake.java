package io.mucca.fuse.kernel;

import io.mucca.fuse.Errnos;
import java.io.IOException;

/** Receives and answers INIT, the kernel's first request. */
final class Handshake {
  private Handshake() {}

  static Agreement run(int fd, boolean writebackCache, boolean checksPermissions)
      throws IOException {
    Request request = new Request();
    Reply reply = new Reply(InitOutLayout.BYTES);
    while (true) {
      receive(fd, request);
      Agreement.Offer offer = Agreement.Offer.of(request);
      if (offer.isNewer()) {
        send(fd, request, reply, Agreement.putMajor(reply));
      } else {
        Agreement agreement = Agreement.of(offer, writebackCache, checksPermissions);
        send(fd, request, reply, agreement.put(reply));
        return agreement;
      }
    }
  }

  private static void receive(int fd, Request request) throws IOException {
    int length;
    do {
      length = request.receive(fd);
    } while (length == -Errnos.EINTR || length == -Errnos.EAGAIN);
    if (length < 0) {
      throw new IOException("receiving the kernel's first request failed with errno " + -length);
    }
    if (request.opcode() != Opcode.INIT.number) {
      throw new IOException("the kernel's first request is not INIT but " + request.opcode());
    }
  }

  private static void send(int fd, Request request, Reply reply, int length) throws IOException {
    int sent = reply.send(fd, request.unique(), length);
    if (sent < 0) {
      throw new IOException("the kernel refused the answer to INIT: errno " + -sent);
    }
  }
}
