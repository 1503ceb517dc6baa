package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.ResultDocument;
import io.mucca.tools.wa.figure.SourcedRun;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Fact;
import io.mucca.tools.wa.report.page.Phrase;
import io.mucca.tools.wa.result.Provenance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the results come from, so that they can be had again. */
final class ProvenanceSection {
  private ProvenanceSection() {}

  static Block of(List<ResultDocument> documents) {
    List<Block> blocks = new ArrayList<>();
    for (ResultDocument document : documents) {
      Phrase title =
          Phrase.EMPTY.andFixed("#" + document.number()).and(" ").andGiven(document.name());
      List<Block> parts = new ArrayList<>();
      for (String warning : document.result().provenance().warnings()) {
        parts.add(new Block.Paragraph(Block.Style.WARNING, Phrase.given(warning)));
      }
      parts.add(new Block.Facts(facts(document)));
      blocks.add(new Block.Section(3, "file-" + document.number(), title, parts));
    }
    return new Block.Section(2, "provenance", Phrase.words("Where this comes from"), blocks);
  }

  private static List<Fact> facts(ResultDocument document) {
    Provenance provenance = document.result().provenance();
    List<Fact> facts = new ArrayList<>();
    facts.add(fact("command", provenance.command()));
    facts.add(fact("mucca", provenance.version()));
    facts.add(fact("started", provenance.started().toString()));
    facts.add(fact("kernel", provenance.kernel()));
    facts.add(
        new Fact(
            Phrase.words("machine"),
            Phrase.given(provenance.processor())
                .and(", ")
                .and(document.provenance("/processors"), Unit.COUNT)
                .and(" processors, ")
                .and(document.provenance("/memoryBytes"), Unit.SIZE)
                .and(" memory")));
    facts.add(fact("java", provenance.java()));
    Phrase flags = Phrase.EMPTY;
    for (String flag : provenance.jvmFlags()) {
      flags = (flags.parts().isEmpty() ? flags : flags.and(" ")).andGiven(flag);
    }
    facts.add(
        new Fact(
            Phrase.words("JVM flags"), flags.parts().isEmpty() ? Phrase.words("none") : flags));
    facts.add(new Fact(Phrase.words("seeds"), seeds(document)));
    return facts;
  }

  private static Fact fact(String name, String value) {
    return new Fact(
        Phrase.words(name), value.isEmpty() ? Phrase.words("not known") : Phrase.given(value));
  }

  private static Phrase seeds(ResultDocument document) {
    Map<Long, SourcedRun> seeds = new LinkedHashMap<>();
    document.runs().forEach(run -> seeds.putIfAbsent(run.run().seed(), run));
    Phrase phrase = Phrase.EMPTY;
    for (SourcedRun run : seeds.values()) {
      phrase = phrase.parts().isEmpty() ? phrase : phrase.and(", ");
      phrase = phrase.andGiven(Long.toString(run.run().seed()));
    }
    return phrase;
  }
}
