package io.mucca.tools.wa.peer;

import io.mucca.tools.wa.engine.Counters;
import io.mucca.tools.wa.engine.Engine;
import io.mucca.tools.wa.engine.FileTree;
import io.mucca.tools.wa.result.Subject;
import java.io.IOException;
import java.util.List;

/** An engine under another name; a subclass changes more of it. */
class FilterEngine implements Engine {
  private final Engine engine;
  private final Subject subject;

  /** Passes everything to {@code engine}, but for the description. */
  FilterEngine(Engine engine, Subject subject) {
    this.engine = engine;
    this.subject = subject;
  }

  /** A description with another name. */
  static Subject renamed(Subject subject, String filesystem, String version) {
    return new Subject(
        subject.engine(),
        filesystem,
        version,
        subject.options(),
        subject.device(),
        subject.sectorBytes(),
        subject.sizeBytes());
  }

  @Override
  public Subject subject() {
    return subject;
  }

  @Override
  public FileTree files() {
    return engine.files();
  }

  @Override
  public void settle() throws IOException {
    engine.settle();
  }

  @Override
  public Counters counters() throws IOException {
    return engine.counters();
  }

  @Override
  public long deviceBytes() throws IOException {
    return engine.deviceBytes();
  }

  @Override
  public long generation() throws IOException {
    return engine.generation();
  }

  @Override
  public List<String> warnings() {
    return engine.warnings();
  }

  @Override
  public void close() throws IOException {
    engine.close();
  }
}
