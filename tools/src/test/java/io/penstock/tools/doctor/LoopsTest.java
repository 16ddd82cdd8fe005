package io.penstock.tools.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.journal.JournalReader;
import io.penstock.tools.select.SomeJournal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line that comes back is found and said, and nothing else is taken for one. */
class LoopsTest {
  private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long SENT_NS = SomeJournal.NOON_NS;

  private static final Asked TAKEN = new Asked("shard 0's server a:1", SENT_NS, Optional.empty());
  private static final Asked TOO = new Asked("mirror-1's server b:2", SENT_NS, Optional.empty());
  private static final Asked REFUSED =
      new Asked("shard 2's server c:3", SENT_NS, Optional.of("udp://c:3 refuses: nobody there"));

  @TempDir Path folder;

  @Test
  void onlyLinesOfThisRunAreFoundWhateverIsAroundThem() {
    try (SomeJournal journal = new SomeJournal(folder, 2)) {
      journal.append(SENT_NS, "before:1|c");
      try (JournalReader reader = journal.reader();
          LoopLines lines = LoopLines.from(reader);
          LoopLines others = LoopLines.from(reader)) {
        String second = lines.line(1);
        journal.append(SENT_NS + 1, "web.hits:1|c", others.line(0), second.substring(0, 34));
        lines.look();
        assertEquals(Map.of(), lines.returned());
        journal.append(SENT_NS + 2, "x:1|c", "x:1|c\nstats." + second + "\nx:2|c", "x:1|c");
        journal.append(SENT_NS + 3, second, lines.line(0x1ff));
        lines.look();
        assertEquals(
            Map.of(
                1, new LoopLines.Returned(5, SENT_NS + 2),
                0x1ff, new LoopLines.Returned(8, SENT_NS + 3)),
            lines.returned());
        assertEquals(0, lines.unread());
        journal.gap(7).append(SENT_NS + 4, "x:1|c");
        lines.look();
        assertEquals(7, lines.unread());
      }
    }
  }

  @Test
  void aLineThatCameBackIsAnError() {
    LoopLines.Returned back = new LoopLines.Returned(17, SENT_NS + 3_900_000);
    assertEquals(
        List.of(
            Finding.error(
                "loops",
                "mirror-1's server b:2 sends what it receives back to this Penstock: lines"
                    + " circulate. One came back after 3 ms as datagram 17.",
                "Remove that route."),
            Finding.warning(
                "loops",
                "shard 2's server c:3 did not take the line: udp://c:3 refuses: nobody there.",
                "Look again when it does."),
            Finding.fine(
                "loops",
                "none of the other destinations sends back what it receives (within 5.0 s)")),
        Loops.findings(List.of(TOO, REFUSED, TAKEN), Map.of(0, back), WAIT_NS, 0));
  }

  @Test
  void silenceIsFineOnlyWhereEverythingWasSeen() {
    assertEquals(
        List.of(Finding.fine("loops", "no destination sends back what it receives (within 5.0 s)")),
        Loops.findings(List.of(TAKEN, TOO), Map.of(), WAIT_NS, 0));
    for (long unseen : Set.of(-1L, 12L)) {
      assertEquals(
          List.of(Severity.WARNING),
          Loops.findings(List.of(TAKEN, TOO), Map.of(), WAIT_NS, unseen).stream()
              .map(Finding::severity)
              .toList());
    }
  }
}
