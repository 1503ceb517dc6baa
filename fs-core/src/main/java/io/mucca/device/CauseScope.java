package io.mucca.device;

/**
 * Says why the current thread writes, until it is closed; then what was said before counts again.
 * Threads that have said nothing write because of a {@link WriteCause#REQUEST}.
 *
 * <p>To be closed by the thread that entered it, in reverse order. No objects are made.
 */
public final class CauseScope implements AutoCloseable {
  /** A thread's cause, which changes. */
  private static final class Current {
    private WriteCause cause = WriteCause.REQUEST;
  }

  private static final ThreadLocal<Current> CURRENT = ThreadLocal.withInitial(Current::new);
  private static final CauseScope[] BACK_TO = scopes();

  private final WriteCause before;

  private CauseScope(WriteCause before) {
    this.before = before;
  }

  private static CauseScope[] scopes() {
    WriteCause[] causes = WriteCause.values();
    CauseScope[] scopes = new CauseScope[causes.length];
    for (WriteCause cause : causes) {
      scopes[cause.ordinal()] = new CauseScope(cause);
    }
    return scopes;
  }

  /** From now on the current thread writes because of this. */
  public static CauseScope enter(WriteCause cause) {
    Current current = CURRENT.get();
    CauseScope scope = BACK_TO[current.cause.ordinal()];
    current.cause = cause;
    return scope;
  }

  /** Why the current thread writes. */
  public static WriteCause current() {
    return CURRENT.get().cause;
  }

  @Override
  public void close() {
    CURRENT.get().cause = before;
  }
}
