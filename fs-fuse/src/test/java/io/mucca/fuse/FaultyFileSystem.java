package io.mucca.fuse;

import io.mucca.fs.FileSystem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A filesystem that fails in one method, or in all, while it is told to. */
final class FaultyFileSystem {
  private static final String ALL = "";

  private final FileSystem fileSystem;
  private volatile @Nullable Throwable failure;
  private volatile String failingMethod = ALL;

  FaultyFileSystem(FileSystem delegate) {
    fileSystem =
        (FileSystem)
            Proxy.newProxyInstance(
                FileSystem.class.getClassLoader(),
                new Class<?>[] {FileSystem.class},
                (proxy, method, arguments) -> {
                  Throwable now = failure;
                  if (now != null && isFailing(method.getName())) {
                    throw now;
                  }
                  try {
                    return method.invoke(delegate, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  private boolean isFailing(String method) {
    return failingMethod.equals(method)
        || (failingMethod.equals(ALL) && !method.equals("isReadOnly"));
  }

  void failEverywhereWith(Throwable next) {
    failIn(ALL, next);
  }

  void failIn(String method, Throwable next) {
    failingMethod = method;
    failure = next;
  }

  void recover() {
    failure = null;
  }
}
