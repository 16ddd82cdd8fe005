package io.penstock.tools.check;

import io.penstock.audit.Counted;
import io.penstock.audit.Tally;
import io.penstock.shard.ReaderName;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the ledger says of one reader what the journal says, where both have something to say.
 *
 * @param reader its name
 * @param known what the ledger says of files that are there
 * @param tallies the same, to be counted again; one each
 */
record LedgerProof(String reader, List<Counted> known, List<Tally> tallies) {
  static final String LINES = "ledger: lines in ledger = lines in journal";
  static final String DATAGRAMS = "ledger: datagrams in ledger = datagrams in journal";
  static final String CONTENT = "ledger: content in ledger = content in journal";

  static LedgerProof of(ReaderName reader, List<Counted> known, long retainedFrom) {
    List<Counted> there = new ArrayList<>();
    List<Tally> tallies = new ArrayList<>();
    for (Counted counted : known) {
      if (counted.range().from() >= retainedFrom) {
        there.add(counted);
        tallies.add(Tally.of(reader, counted.range()));
      }
    }
    return new LedgerProof(reader.toString(), there, tallies);
  }

  /** One for each sort of count; nothing where the ledger knows nothing that is there. */
  List<Equation> equations() {
    List<Counted> recounted = tallies.stream().map(Tally::counted).toList();
    if (known.isEmpty()) {
      return List.of();
    }
    String note = "";
    for (int i = 0; i < known.size(); i++) {
      if (note.isEmpty() && !known.get(i).equals(recounted.get(i))) {
        note =
            "first differs in numbers %d to %d"
                .formatted(known.get(i).range().from(), known.get(i).range().to() - 1);
      }
    }
    return List.of(
        Equation.of(reader, LINES, lines(known), lines(recounted), note),
        Equation.of(reader, DATAGRAMS, datagrams(known), datagrams(recounted), note),
        Equation.of(
            Equation.Kind.CONTENT, reader, CONTENT, content(known), content(recounted), note));
  }

  private static long lines(List<Counted> all) {
    return all.stream().mapToLong(Counted::lines).sum();
  }

  private static long datagrams(List<Counted> all) {
    return all.stream().mapToLong(Counted::datagrams).sum();
  }

  private static long content(List<Counted> all) {
    return all.stream().mapToLong(Counted::content).sum();
  }
}
