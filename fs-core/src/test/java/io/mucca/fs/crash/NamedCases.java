package io.mucca.fs.crash;

import java.util.List;

/**
 * Workloads in which filesystems have lost something, most of them after the bugs that CrashMonkey
 * and ACE found.
 */
final class NamedCases {
  static final List<CrashCase> ALL =
      List.of(
          new CrashCase(
              "create, rename and fsync in chains",
              w -> {
                w.create("a").write("a", 0, 3000).fsync("a");
                w.rename("a", "b").fsync("b").rename("b", "c").fsync("");
                w.create("a").rename("c", "d").fsync("a").rename("a", "c").fsync("c");
              }),
          new CrashCase(
              "hard link, unlink, fsync",
              w -> {
                w.create("a").write("a", 0, 5000).link("a", "b").fsync("a");
                w.unlink("a").fsync("b").link("b", "a").unlink("b").fsync("a");
                w.mkdir("d").link("a", "d/a").unlink("a").fsync("d/a").fsync("");
              }),
          new CrashCase(
              "unlink, create the same name, fsync",
              w -> {
                w.create("a").write("a", 0, 6000).fsync("a");
                w.unlink("a").create("a").fsync("a").write("a", 0, 100).fsync("a");
                w.link("a", "b").unlink("a").create("a").fsync("b").fsync("a");
              }),
          new CrashCase(
              "rename over a file in use",
              w -> {
                w.create("target").write("target", 0, 9000).fsync("target");
                long old = w.open("target");
                w.create("new").write("new", 0, 7000).fsync("new").rename("new", "target");
                w.writeOpen(old, 100, 2000).fsync("").fsyncOpen(old).close(old).fsync("target");
              }),
          new CrashCase(
              "rename over a file without fsync",
              w -> {
                w.create("target").write("target", 0, 9000).fsync("target").create("other");
                w.create("new").write("new", 0, 7000).rename("new", "target").fsync("other");
                w.create("new").write("new", 0, 700).rename("new", "target").fsync("");
              }),
          new CrashCase(
              "exchange",
              w -> {
                w.mkdir("d").create("a").write("a", 0, 3000).create("d/b").write("d/b", 0, 5000);
                w.syncAll().exchange("a", "d/b").fsync("").exchange("d", "a").fsync("d");
              }),
          new CrashCase(
              "append after truncate",
              w -> {
                w.create("a").write("a", 0, 10_000).fsync("a");
                w.truncate("a", 4500).append("a", 3000).fsync("a");
                w.truncate("a", 0).append("a", 200).fsync("a").truncate("a", 10).append("a", 9000);
                w.fsync("").fsync("a");
              }),
          new CrashCase(
              "truncate down, up, fsync",
              w -> {
                w.create("a").create("other").write("a", 0, 12_000).fsync("a");
                w.truncate("a", 5000).truncate("a", 12_000).fsync("other").fsync("a");
                w.write("a", 3000, 3000).truncate("a", 100).truncate("a", 9000).checkpoint();
                w.truncate("a", 90).write("a", 8000, 1).fsync("other").fsync("a");
              }),
          new CrashCase(
              "snapshot between write and fsync",
              w -> {
                w.create("a").write("a", 0, 8000).snapshot("s1").write("a", 4000, 8000);
                w.fsync("a").write("a", 0, 500).snapshot("s2").snapshot("s3").truncate("a", 3000);
                w.create("b").append("b", 300).snapshot("s4").append("b", 5000).fsync("b");
                w.destroy("main@s2").fsync("a").destroy("main@s1").snapshot("s2").checkpoint();
              }),
          new CrashCase(
              "deletion of a clone, half way",
              w -> {
                w.mkdir("d");
                for (int i = 0; i < 30; i++) {
                  w.create("d/f" + i).write("d/f" + i, 0, 100 + 90 * i);
                }
                w.cloneTo("c").use("c").unlink("d/f1").write("d/f2", 0, 5000).syncAll();
                w.use("main").write("d/f3", 0, 1000).fsync("d/f3").destroy("c").create("e");
                w.fsync("e").cloneTo("c").destroy("c").awaitDeletions().unlink("d/f4").fsync("d");
              }),
          new CrashCase(
              "volumes come and go",
              w -> {
                w.createVolume("v").use("v").create("a").write("a", 0, 3000).fsync("a");
                w.snapshot("s").cloneTo("c").use("c").append("a", 2000).fsync("a").use("v");
                w.unlink("a").fsync("").destroy("v@s").destroy("v").createVolume("v").use("v");
                w.create("b").fsync("b");
              }),
          new CrashCase(
              "many fsyncs, so that a log wraps around",
              w -> {
                w.create("a").create("b").fsync("a");
                for (int i = 0; i < 120; i++) {
                  w.write("a", 700L * (i % 9), 600).fsync("a");
                  if (i % 10 == 0) {
                    w.append("b", 50).rename("b", "c").fsync("").rename("c", "b");
                  }
                }
              }),
          new CrashCase(
              "checkpoint in the middle",
              w -> {
                w.create("a").write("a", 0, 5000).fsync("a").mkdir("d").checkpoint();
                w.create("d/b").write("a", 2000, 5000).fsync("d/b").checkpoint();
                w.write("d/b", 0, 300).unlink("a").checkpoint().rename("d/b", "a").fsync("a");
                w.checkpoint().checkpoint().rmdir("d").fsync("");
              }),
          new CrashCase(
              "one byte and fsync",
              w -> {
                w.create("small").create("large").write("large", 0, 9000).fsync("large");
                for (int i = 0; i < 12; i++) {
                  w.write("small", 100L * i, 1).fsync("small");
                  w.write("large", 4095 + 13L * i, 1).fsync("large");
                }
              }),
          new CrashCase(
              "punched holes",
              w -> {
                w.create("a").write("a", 0, 16_000).fsync("a").punch("a", 4000, 5000).fsync("a");
                w.write("a", 5000, 1000).punch("a", 0, 4096).fsync("").punch("a", 12_000, 4000);
                w.write("a", 20_000, 10).fsync("a").punch("a", 0, 20_005).fsync("a");
              }),
          new CrashCase(
              "shared blocks",
              w -> {
                w.create("a").write("a", 0, 20_000).create("b").create("c").write("c", 0, 9000);
                w.copyRange("a", 4096, "b", 4096, 8192).fsync("b").write("a", 5000, 100).fsync("a");
                w.copyRange("a", 8192, "c", 0, 11_808)
                    .fsync("c")
                    .copyRange("c", 4096, "c", 20_480, 4096);
                w.write("c", 21_000, 5).fsync("").unlink("b").truncate("a", 9000).fsync("a");
                w.checkpoint()
                    .copyRange("c", 4096, "a", 8192, 4096)
                    .fsync("a")
                    .unlink("c")
                    .fsync("");
              }),
          new CrashCase(
              "extended attributes",
              w -> {
                w.create("a").setXattr("a", "user.x", 10).fsync("a").setXattr("a", "user.y", 6000);
                w.fsync("a").setXattr("a", "user.x", 3000).removeXattr("a", "user.y").fsync("a");
                w.mkdir("d").setXattr("d", "user.d", 50).fsync("d").removeXattr("d", "user.d");
                w.rmdir("d").fsync("");
              }),
          new CrashCase(
              "directories move into one another",
              w -> {
                w.mkdir("a").mkdir("b").mkdir("a/c").create("a/c/f").write("a/c/f", 0, 3000);
                w.fsync("a/c/f").rename("a/c", "b/c").fsync("b").rename("b", "a/b").fsync("a");
                w.create("a/b/g").rename("a/b/c/f", "f").fsync("f").rename("a/b/c", "a/c");
                w.unlink("a/b/g").rename("a/c", "a/b").fsync("a/b").fsync("");
              }),
          new CrashCase(
              "attributes and times",
              w -> {
                w.create("a").write("a", 0, 4000).chmod("a", 0600).fsync("a").setTimes("a", 1000);
                w.fsync("a").append("a", 10).setTimes("a", 2000).fsync("").chmod("", 0700);
                w.symlink("s", "a").chmod("a", 0400).fsync("s").fsync("a").fsync("");
              }),
          new CrashCase(
              "unlinked while open",
              w -> {
                w.create("a").write("a", 0, 9000).create("b").write("b", 0, 400).syncAll();
                long a = w.open("a");
                long b = w.open("b");
                w.unlink("a").unlink("b").fsync("").writeOpen(a, 3000, 9000).fsyncOpen(a);
                w.snapshot("s").close(a).create("a").fsync("a").writeOpen(b, 0, 3000).checkpoint();
                w.fsync("a");
              }),
          new CrashCase(
              "many small files, then sync",
              w -> {
                w.mkdir("d");
                for (int i = 0; i < 40; i++) {
                  w.create("d/f" + i).write("d/f" + i, 0, 1 + 37 * i);
                }
                w.syncAll();
                for (int i = 0; i < 40; i += 2) {
                  w.unlink("d/f" + i);
                }
                w.syncAll().create("e").syncAll();
              }),
          new CrashCase(
              "files leave the tree and come back",
              w -> {
                w.create("a").write("a", 0, 300).fsync("a").append("a", 400).fsync("a");
                w.truncate("a", 0).fsync("a").write("a", 0, 100).fsync("a").write("a", 6000, 100);
                w.fsync("a").truncate("a", 50).fsync("a").snapshot("s").write("a", 0, 90);
                w.fsync("a");
              }));

  private NamedCases() {}
}
