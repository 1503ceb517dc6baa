package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Phrase;

/** What the application did, in a line. */
final class ApplicationPhrase {
  private ApplicationPhrase() {}

  static Phrase of(Case of) {
    Phrase phrase =
        Phrase.number(of.median("/application/operations"), Unit.COUNT)
            .and(" operations, ")
            .and(of.median("/application/writtenBytes"), Unit.SIZE)
            .and(" written (")
            .and(of.median("/application/uniqueBytes"), Unit.SIZE)
            .and(" of them unique), ")
            .and(of.median("/application/syncs"), Unit.COUNT)
            .and(" fsyncs, ");
    if (of.median("/application/readBytes").value() > 0) {
      phrase = phrase.and(of.median("/application/readBytes"), Unit.SIZE).and(" read, ");
    }
    return phrase.and("in ").and(of.median("/application/micros"), Unit.MICROS);
  }
}
