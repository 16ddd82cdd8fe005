package io.penstock.tools.replay;

import static io.penstock.tools.select.SomeJournal.NOON_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.penstock.config.Destination;
import io.penstock.dialect.Dialect;
import io.penstock.journal.JournalReader;
import io.penstock.tools.select.LineOptions;
import io.penstock.tools.select.Range;
import io.penstock.tools.select.SomeJournal;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes between plan and replay is told, with its numbers and the reason. */
class GoneTest {
  @TempDir Path folder;
  private SomeJournal books;
  private DatagramSocket server;

  /** Three files of six datagrams each, of one line. */
  @BeforeEach
  void fill() throws IOException {
    books = new SomeJournal(folder, 2);
    for (int file = 0; file < 3; file++) {
      for (int record = 0; record < 3; record++) {
        String name = "a" + file + record;
        books.append(NOON_NS + 100 * file + record, name + ":1|c", name + ":2|c");
      }
      books.relayout(2 + (file + 1) % 2);
    }
    server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
  }

  @AfterEach
  void close() {
    server.close();
    books.close();
  }

  @FunctionalInterface
  private interface Meanwhile {
    void happens() throws IOException;
  }

  private void assertEnds(int exitCode, String line, Range range, Meanwhile meanwhile)
      throws Exception {
    Order order =
        new Order(
            new LineOptions()::filter,
            Optional.of(new Destination("127.0.0.1", server.getLocalPort())),
            new Rate.Max(),
            _ -> Dialect.UNCHANGED,
            1432,
            Order.FOR_EVER,
            4096,
            1_000_000);
    Path file = folder.resolve("resume");
    try (JournalReader journal = books.reader()) {
      Plan plan = Plan.of(order, journal, range, _ -> 0);
      meanwhile.happens();
      Execution execution = new Execution(order, plan, file, List.of());
      Execution.End end = execution.run(journal);
      assertEquals(line, PlanText.lines(execution, end).getLast());
      assertEquals(exitCode, end.exitCode());
      assertFalse(Files.exists(file), "nothing is left that could be sent");
    }
  }

  @Test
  void whereNothingWentAllIsSent() throws Exception {
    assertEnds(0, "complete", Range.ALL, () -> {});
  }

  @Test
  void whatRetentionDeletesMeanwhileIsNamed() throws Exception {
    assertEnds(
        6,
        "6 lines less than planned: datagrams 0 to 5 were deleted by retention meanwhile",
        Range.ALL,
        () -> Files.delete(books.files().getFirst()));
  }

  @Test
  void aRangeThatIsDeletedWholeIsNamed() throws Exception {
    assertEnds(
        6,
        "4 lines less than planned: datagrams 1 to 4 were deleted by retention meanwhile",
        new Range(1, 5, Long.MIN_VALUE, Long.MAX_VALUE),
        () -> Files.delete(books.files().getFirst()));
  }

  @Test
  void whatIsDamagedMeanwhileIsNamedAndAGapOfBeforeIsNot() throws Exception {
    books.append(NOON_NS + 1_000, "b:1|c").gap(7).append(NOON_NS + 1_001, "c:1|c");
    assertEnds(
        6,
        "2 lines less than planned: datagrams 8 to 9 are damaged",
        Range.ALL,
        () -> books.spoil(books.files().get(1), "a11:1"));
  }
}
