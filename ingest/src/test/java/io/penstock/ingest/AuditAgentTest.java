package io.penstock.ingest;

import static io.penstock.ingest.Kept.FILE_BYTES;
import static io.penstock.ingest.Kept.hours;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.penstock.audit.Ledger;
import io.penstock.audit.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are audited, and what retention waits for. */
class AuditAgentTest {
  @TempDir Path folder;

  private Kept kept;

  @BeforeEach
  void open() throws IOException {
    kept = new Kept(folder);
    kept.desk.audited(0);
  }

  @AfterEach
  void close() {
    kept.close();
  }

  /** Reader and first number of each entry; what was not audited begins with its reason. */
  private List<String> ledger() throws IOException {
    return Ledger.read(kept.data.auditLedger()).entries().stream()
        .map(
            entry ->
                switch (entry) {
                  case LedgerEntry.Audited one -> one.life().reader() + " " + one.range().from();
                  case LedgerEntry.Unaudited one -> one.reason() + " " + one.range().from();
                })
        .toList();
  }

  @Test
  void aFileIsAuditedOnceWhenAllHavePassedIt() throws IOException {
    kept.files(4).read("shard-0", 40).read("shard-1", 25).look().audit().audit();
    assertEquals(List.of("shard-0 0", "shard-1 0", "shard-0 10", "shard-1 10"), ledger());
    kept.read("shard-1", 30).look().audit();
    assertEquals(6, ledger().size());
  }

  @Test
  void aStopGivesUpTheFileAtHand() throws IOException {
    kept.files(2).read("shard-0", 20).read("shard-1", 20).look().audit();
    int before = ledger().size();
    kept.files(2).read("shard-0", 40).read("shard-1", 40).look().stopAudit().audit();
    assertEquals(before, ledger().size());
  }

  @Test
  void aJournalOfOneFileCostsNothing() throws IOException {
    kept.files(1).read("shard-0", 10).read("shard-1", 10).look().audit();
    assertFalse(Files.exists(kept.data.auditLedger()));
  }

  @Test
  void whatIsOldEnoughWaitsForItsAudit() throws IOException {
    kept.keepReadNs = 0;
    kept.files(4).read("shard-0", 40).read("shard-1", 40).look().look();
    assertEquals(4, kept.left().size());
    kept.audit().look();
    assertEquals(List.of(30L), kept.left());
    assertEquals(6, ledger().size());
  }

  @Test
  void itWaitsForTenMinutesAndThenIsNamed() throws IOException {
    kept.keepReadNs = 0;
    kept.files(3).read("shard-0", 30).read("shard-1", 30).look();
    kept.later(11).look().audit();
    assertEquals(2, kept.left().size());
    assertEquals(List.of("keep_read is over 0"), ledger().subList(0, 1));
  }

  @Test
  void roomIsMadeAtOnceAndWhatWasNotAuditedIsNamed() throws IOException {
    kept.maxBytes = 3 * FILE_BYTES;
    kept.files(6).read("shard-0", 60).read("shard-1", 60).look();
    assertEquals(List.of(30L, 40L, 50L), kept.left());
    kept.audit();
    assertEquals(
        List.of(
            "the journal has reached max_bytes 0",
            "the journal has reached max_bytes 10",
            "the journal has reached max_bytes 20"),
        ledger().subList(0, 3));
  }

  @Test
  void whatMayGoBeforeLongIsAuditedForThoseThatHavePassedIt() throws IOException {
    kept.maxBytes = 5 * FILE_BYTES;
    kept.files(5).read("shard-0", 50).read("shard-1", 3).look().audit();
    assertEquals(List.of("shard-0 0", "shard-0 10"), ledger());
    kept.files(1).look().audit();
    assertEquals(List.of(10L, 20L, 30L, 40L, 50L), kept.left());
    assertEquals("the journal has reached max_bytes 0", ledger().get(2));
  }

  @Test
  void booksThatBeginAnewAreAuditedInTheFilesThatAreThere() throws IOException {
    kept.files(3).read("shard-0", 30).read("shard-1", 30).look().audit();
    assertEquals(4, ledger().size());
    Files.delete(kept.data.readers().resolve("shard-1"));
    kept.read("shard-1", 30).look().audit();
    assertEquals(List.of("shard-1 0", "shard-1 10"), ledger().subList(4, 6));
  }

  @Test
  void aKillLosesNothingOfWhatIsKnown() throws IOException {
    kept.keepReadNs = hours(9);
    kept.files(3).read("shard-0", 30).read("shard-1", 30).look().audit().restartAudit();
    kept.audit();
    assertEquals(4, ledger().size(), "and nothing is audited twice");
  }
}
