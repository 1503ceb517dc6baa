package io.mucca.fuse.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fs.FileSystem;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OpenHandlesTest {
  private static final long UNCLOSABLE = 13;

  private final List<Long> closed = new ArrayList<>();

  /** Takes open and close, and fails to close one inode. */
  private final FileSystem fileSystem =
      (FileSystem)
          Proxy.newProxyInstance(
              FileSystem.class.getClassLoader(),
              new Class<?>[] {FileSystem.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                  closed.add((Long) arguments[0]);
                  if (arguments[0].equals(UNCLOSABLE)) {
                    throw new IOException("cannot close");
                  }
                }
                return null;
              });

  private final OpenHandles handles = new OpenHandles(fileSystem);

  @Test
  void onlyTheLastCloseLeavesTheInodeUnused() throws IOException {
    handles.open(7);
    handles.open(7);
    assertFalse(handles.close(7));
    assertTrue(handles.close(7));
  }

  @Test
  void closeAllGoesOnAfterAFailure() throws IOException {
    for (long inode : new long[] {7, 7, UNCLOSABLE, UNCLOSABLE, 20}) {
      handles.open(inode);
    }
    assertThrows(IOException.class, handles::closeAll);
    closed.sort(null);
    assertEquals(List.of(7L, 7L, UNCLOSABLE, UNCLOSABLE, 20L), closed);
  }
}
