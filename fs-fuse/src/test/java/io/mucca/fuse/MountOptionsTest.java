package io.mucca.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MountOptionsTest {
  private static final MountOptions DEFAULTS = MountOptions.of("image");

  @Test
  void everyOptionIsUnderstood() {
    MountOptions options =
        DEFAULTS.withOptions(
            "ro,allow_other,nonempty,noexec,nosuid,threads=7,attr_timeout=0.5,entry_timeout=2,"
                + "writeback_cache,fsname=x,no_default_permissions,subtype=y");
    assertEquals(
        new MountOptions(
            "x", "y", true, true, false, true, 0.5, 2, 7, true, List.of("noexec", "nosuid")),
        options);
  }

  @Test
  void theLaterOfTwoOptionsCounts() {
    assertFalse(DEFAULTS.withOptions("ro,rw").readOnly());
    assertTrue(DEFAULTS.withOptions("ro").withOptions("noatime").readOnly());
  }

  @Test
  void whatMountHandsToEveryFilesystemIsIgnored() {
    assertEquals(DEFAULTS, DEFAULTS.withOptions("defaults,relatime,x-systemd.automount,_netdev,"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "ro=1", "threads=0", "threads=x", "attr_timeout=-1", "max_write=4"})
  void badOptionsAreNamed(String option) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withOptions("rw," + option));
    String named = option.substring(0, Math.max(option.indexOf('='), 2));
    assertTrue(refused.getMessage().contains(named), refused.getMessage());
  }
}
