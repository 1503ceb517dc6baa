package io.mucca.fs.model;

import io.mucca.fs.DirectoryVisitor;
import java.util.ArrayList;
import java.util.List;

/** Compares what reading a directory gives. */
final class DirectoryComparison {
  private DirectoryComparison() {}

  /**
   * Walks a directory from a cookie until {@code limit} entries were taken.
   *
   * @return the entries with the model's inode numbers and cookies; empty if both sides failed
   *     alike
   */
  static List<Listed> read(
      RootPair pair, Node directory, long modelCookie, long realCookie, int limit) {
    Outcome<List<Listed>> onModel =
        pair.onModel(
            (fs, inode) -> {
              List<Listed> entries = new ArrayList<>();
              fs.readDirectory(inode.of(directory), modelCookie, collector(entries, limit));
              return entries;
            });
    Outcome<List<Listed>> onReal =
        pair.onReal(
            (fs, inode) -> {
              List<Listed> entries = new ArrayList<>();
              fs.readDirectory(inode.of(directory), realCookie, collector(entries, limit));
              return entries;
            });
    onModel.requireSameErrorAs(onReal);
    List<Listed> model = onModel.value();
    List<Listed> real = onReal.value();
    if (model == null || real == null) {
      return List.of();
    }
    compare(pair, directory, model, real);
    return model;
  }

  private static DirectoryVisitor collector(List<Listed> entries, int limit) {
    return (name, inode, type, cookie) -> {
      boolean taken = entries.size() < limit;
      if (taken) {
        entries.add(new Listed(new ByteString(name), inode, type, cookie));
      }
      return taken;
    };
  }

  private static void compare(
      RootPair pair, Node directory, List<Listed> model, List<Listed> real) {
    List<ByteString> modelNames = model.stream().map(Listed::name).toList();
    List<ByteString> realNames = real.stream().map(Listed::name).toList();
    if (!modelNames.equals(realNames)) {
      throw new AssertionError(
          "entries of " + directory + ": model " + modelNames + ", real " + realNames);
    }
    for (int i = 0; i < model.size(); i++) {
      Listed expected = model.get(i);
      Listed actual = real.get(i);
      if (expected.type() != actual.type()) {
        throw new AssertionError("type of an entry: model " + expected + ", real " + actual);
      }
      pair.history.pair(expected.inode(), actual.inode());
      pair.history.pairCookies(directory, expected.cookie(), actual.cookie());
    }
  }

  /** One entry as a visitor got it. */
  record Listed(ByteString name, long inode, int type, long cookie) {}
}
