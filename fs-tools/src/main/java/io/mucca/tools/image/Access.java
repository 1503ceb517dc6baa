package io.mucca.tools.image;

/** What a command is going to do with an image. */
public enum Access {
  READ,
  WRITE
}
