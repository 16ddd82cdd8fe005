package io.penstock.tools.check;

import io.penstock.audit.Counted;
import io.penstock.audit.Ledger;
import io.penstock.audit.Recount;
import io.penstock.audit.Tally;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.shard.ReaderName;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderLook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * All equations of a data directory, and what could not be looked at.
 *
 * @param equations those between counters first, then the audit
 * @param records audited
 * @param datagrams audited
 * @param lines audited
 * @param damagedRecords met on the way; their datagrams count as lost
 * @param auditMs how long the audit took
 * @param faults files that could not be read, and why
 */
record Balance(
    List<Equation> equations,
    long records,
    long datagrams,
    long lines,
    long damagedRecords,
    long auditMs,
    List<String> faults) {

  /**
   * Looks and recounts.
   *
   * @param isDeep whether to read all that the journal has, also what the ledger knows, and to
   *     compare the two
   * @param progress told the datagram number that the recount has reached
   * @throws ProgramException when there is nothing to look at, or the journal cannot be read
   */
  static Balance of(DataDirectory data, boolean isDeep, LongConsumer progress) {
    SeveralLooks.Result counters = SeveralLooks.at(data);
    Look look = counters.last();
    if (look.ingest().isEmpty() && look.readers().isEmpty() && look.faults().isEmpty()) {
      throw new ProgramException(ExitCode.FAILED, data.root() + ": nothing has run here yet");
    }
    List<Equation> equations = new ArrayList<>(counters.equations());
    long began = System.nanoTime();
    Recount recount = recount(data, isDeep, look.readers(), equations, progress);
    long auditMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    return new Balance(
        equations,
        recount.records(),
        recount.datagrams(),
        recount.lines(),
        recount.damagedRecords(),
        auditMs,
        look.faults());
  }

  /** Whether no equation fails and every file could be read. */
  boolean isRight() {
    return faults.isEmpty() && equations.stream().noneMatch(Equation::fails);
  }

  private static Recount recount(
      DataDirectory data,
      boolean isDeep,
      List<ReaderLook> readers,
      List<Equation> equations,
      LongConsumer progress) {
    if (readers.isEmpty()) {
      return Recount.ofNothing();
    }
    if (!JournalReader.exists(data.journal())) {
      throw new ProgramException(ExitCode.FAILED, "there is no journal in " + data.journal());
    }
    try (JournalReader journal =
        JournalReader.open(JournalOptions.of(data.journal()), Access.READ_ONLY)) {
      long retainedFrom = journal.firstNumber().orElse(0);
      Ledger ledger = Ledger.read(data.auditLedger()); // after that: what goes later is in it
      Map<ReaderLook, Tally> tallies = new LinkedHashMap<>();
      List<LedgerProof> proofs = new ArrayList<>();
      for (ReaderLook reader : readers) {
        ReaderName place = reader.place().orElse(null);
        if (place != null) {
          List<Counted> known = ledger.of(reader.books(), reader.position());
          if (isDeep) {
            proofs.add(LedgerProof.of(place, known, retainedFrom));
            known = known.stream().filter(one -> one.range().from() < retainedFrom).toList();
          }
          tallies.put(reader, Tally.of(place, reader.position(), retainedFrom, known));
        }
      }
      List<Tally> all = new ArrayList<>(tallies.values());
      proofs.forEach(proof -> all.addAll(proof.tallies()));
      Recount recount = Recount.of(journal, all, progress);
      tallies.forEach(
          (reader, tally) ->
              equations.addAll(
                  AuditEquations.of(reader.name(), reader.position(), tally, ledger::reason)));
      proofs.forEach(proof -> equations.addAll(proof.equations()));
      return recount;
    } catch (JournalException | IOException e) {
      throw new ProgramException(ExitCode.FAILED, e.getMessage(), e);
    }
  }
}
