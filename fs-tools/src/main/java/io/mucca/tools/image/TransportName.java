package io.mucca.tools.image;

/** The ways for a daemon to speak to the kernel. */
public enum TransportName {
  /** The kernel's FUSE protocol, spoken by the daemon itself. */
  KERNEL,

  /** The library jnr-fuse on libfuse 2. */
  JNR;

  /** What is used where nobody says. */
  public static final TransportName DEFAULT = KERNEL;
}
