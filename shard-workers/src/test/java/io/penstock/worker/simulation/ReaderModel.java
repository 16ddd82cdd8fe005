package io.penstock.worker.simulation;

import static io.penstock.worker.simulation.Violation.unless;

import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.ReaderName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one reader owes: the lines that are its own, what it has handed over of them, and what its
 * file says of that.
 *
 * <p>The invariants that it checks:
 *
 * <ul>
 *   <li>ownLinesOnly: what is handed over came in, and belongs to this reader.
 *   <li>inOrder: lines are handed over in the order of the journal; only a rewind or a restart goes
 *       back, to the committed position and no further.
 *   <li>nothingSkipped: a line is passed over only if something counts it instead: it is damaged,
 *       deleted, too old, or filtered.
 *   <li>committedAtARecord: a position never goes back, and lies between two records.
 *   <li>committedWasHandedOver: a committed line was handed over since the last rewind, and
 *       acknowledged where the link can tell; no error had come back for it.
 *   <li>booksAddUp: datagrams, lost, expired make up the numbers; lines, rejected, filtered and
 *       what lies in lost datagrams make up the reader's own lines.
 *   <li>contentAgrees: the content sum is that of the lines, as they came in, that were committed.
 *   <li>acceptedIsWhatWasHandedOver: the counter is exact; a kill may overstate it by the datagram
 *       in the call.
 *   <li>repeatsAreCountedExactly: accepted = committed + repeated + in doubt, after every round.
 *   <li>pendingIsBounded: what was read and not yet sent fits in the outbox.
 *   <li>theHealthyAreNotHeld: a reader that has caught up and whose server is well does not fall
 *       behind, whatever happens to others; nor does one wait after a start whose own backlog is
 *       small.
 *   <li>drainsInTheEnd: when all is well again, every reader comes to the end.
 *   <li>arrivesAtLeastOnce: at the end every line has arrived, or is counted as something else.
 * </ul>
 */
final class ReaderModel {
  private static final int PENDING_BYTES_MAX = 4 << 20;

  /** What is read in half a second at the slowest pace: at most so many lines of its own. */
  private static final int SMALL_BACKLOG_LINES = 600;

  /** The same for records, of whatever lines. */
  private static final int SMALL_BACKLOG_RECORDS = 400;

  final ReaderName name;

  private final Simulation world;
  private final ReaderFile file;
  private final CounterFile counters;
  private final boolean unpacks;

  private final List<Line> own = new ArrayList<>();
  private int[] ownIndex = new int[1024];
  private int records;

  private final BitSet arrived = new BitSet();
  private final BitSet excused = new BitSet();
  private final BitSet rejectedEver = new BitSet();

  /** Handed over or rejected and not yet committed, since the last rewind. */
  private final ArrayDeque<Handed> pass = new ArrayDeque<>();

  private boolean isOpen;
  private long openedNs;
  private int openedOwn;
  private long openedNumber;
  private int passAccepted;
  private int next;
  private int partsDone;
  private long rewinds;
  private long handed;
  private long overstated;
  private Position committed;
  private int committedOwn;
  private long caughtUpSinceNs = Long.MAX_VALUE;

  /** A line on its way; without a datagram it was rejected. */
  private record Handed(int own, Datagram datagram) {}

  ReaderModel(Simulation world, ReaderName name, Path path, boolean unpacks) throws IOException {
    this.world = world;
    this.name = name;
    this.unpacks = unpacks;
    this.file = ReaderFile.openReadOnly(path);
    this.counters = file.counters();
    this.committed = file.position();
    pull();
  }

  void close() {
    file.close();
  }

  /** Takes note of what came in since the last time. */
  private void pull() {
    List<WrittenRecord> all = world.records();
    for (; records < all.size(); records++) {
      WrittenRecord record = all.get(records);
      if (record.firstNumber < committed.startNumber()) {
        continue;
      }
      for (Line line : record.lines) {
        if (line.isOf(name)) {
          if (line.index >= ownIndex.length) {
            ownIndex = Arrays.copyOf(ownIndex, 2 * line.index);
          }
          own.add(line);
          ownIndex[line.index] = own.size();
        }
      }
    }
  }

  /** The worker has opened the reader: again, or for the first time. */
  void opened() {
    goBack();
    isOpen = true;
    openedNs = world.nowNs();
    openedOwn = committedOwn;
    openedNumber = committed.number();
  }

  /** Reading begins again at the committed position. */
  private void goBack() {
    settle();
    pass.clear();
    passAccepted = 0;
    next = committedOwn;
    partsDone = 0;
    rewinds = counters.get(ReaderCounter.REWINDS);
  }

  private void noteRewinds() {
    if (counters.get(ReaderCounter.REWINDS) != rewinds) {
      goBack();
    }
  }

  /** A datagram's worth of lines is handed over. */
  Datagram handedOver(UnsafeBuffer buffer, int offset, int length, boolean mayBeAcknowledged) {
    noteRewinds();
    int[] lines = linesOf(buffer, offset, length);
    Datagram datagram = new Datagram(this, mayBeAcknowledged, world.nowNs(), lines);
    for (int line : lines) {
      pass.add(new Handed(line, datagram));
    }
    passAccepted += lines.length;
    handed += lines.length;
    return datagram;
  }

  /** A datagram cannot be sent whatever happens. */
  void rejected(UnsafeBuffer buffer, int offset, int length) {
    noteRewinds();
    for (int line : linesOf(buffer, offset, length)) {
      rejectedEver.set(line);
      pass.add(new Handed(line, null));
    }
  }

  /** The own lines that end in these bytes. */
  private int[] linesOf(UnsafeBuffer buffer, int offset, int length) {
    pull();
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    int[] lines = new int[16];
    int count = 0;
    for (int from = 0; from <= length; ) {
      int end = from;
      while (end < length && bytes[end] != '\n') {
        end++;
      }
      int line = handOver(bytes, from, end);
      if (line >= 0) {
        lines = count == lines.length ? Arrays.copyOf(lines, 2 * count) : lines;
        lines[count++] = line;
      }
      from = end + 1;
    }
    return Arrays.copyOf(lines, count);
  }

  /** The own line that these bytes complete; −1 when they are only a part of it. */
  private int handOver(byte[] bytes, int from, int end) {
    Line line = world.numbered(bytes, from, end);
    int at = line == null ? nameless(bytes, from, end) : ownIndexOf(line);
    unless(
        at >= next,
        "inOrder",
        () -> name + " hands over " + own.get(at) + " again, and was at " + describe(next));
    for (int skipped = next; skipped < at; skipped++) {
      int gone = skipped;
      unless(
          world.mayBeLeftOut(own.get(skipped)),
          "nothingSkipped",
          () -> name + " hands over " + own.get(at) + " and not " + own.get(gone));
    }
    Line found = own.get(at);
    unless(!world.isDropped(found), "nothingSkipped", () -> name + " hands over dropped " + found);
    partsDone = at == next ? partsDone + 1 : 1;
    next = at;
    if (partsDone < (unpacks ? found.values : 1)) {
      return -1;
    }
    next++;
    partsDone = 0;
    return at;
  }

  private int ownIndexOf(Line line) {
    int at = line.index < ownIndex.length ? ownIndex[line.index] - 1 : -1;
    unless(at >= 0, "ownLinesOnly", () -> name + " hands over " + line + ", which is not its own");
    return at;
  }

  private int nameless(byte[] bytes, int from, int end) {
    for (int i = next; i < own.size(); i++) {
      if (Arrays.equals(own.get(i).text, 0, own.get(i).text.length, bytes, from, end)) {
        return i;
      }
      if (!world.mayBeLeftOut(own.get(i))) {
        break;
      }
    }
    throw new Violation(
        next < own.size() ? "nothingSkipped" : "ownLinesOnly",
        name
            + " hands over '"
            + new String(bytes, from, Math.min(60, end - from))
            + "', and was at "
            + describe(next));
  }

  private String describe(int at) {
    return at < own.size() ? own.get(at).toString() : "its end";
  }

  void arrived(int[] lines) {
    for (int line : lines) {
      arrived.set(line);
    }
  }

  void excused(int[] lines) {
    for (int line : lines) {
      excused.set(line);
    }
  }

  /** Checks everything, between two rounds. */
  void check() {
    settle();
    noteRewinds();
    if (!isOpen || counters.get(ReaderCounter.STATE) == ReaderState.RETIRED.ordinal()) {
      caughtUpSinceNs = Long.MAX_VALUE;
      return;
    }
    long accepted = counters.get(ReaderCounter.ACCEPTED_LINES);
    unless(
        accepted == handed + overstated,
        "acceptedIsWhatWasHandedOver",
        () -> name + " accepted " + accepted + ", handed " + handed + ", by kills " + overstated);
    long repeated = counters.get(ReaderCounter.REPEATED_LINES);
    unless(
        accepted == committed.lines() + repeated + passAccepted,
        "repeatsAreCountedExactly",
        () ->
            "%s accepted %d, committed %d, repeated %d, in doubt %d"
                .formatted(name, accepted, committed.lines(), repeated, passAccepted));
    long pending =
        counters.get(ReaderCounter.ROUTED_LINES)
            - accepted
            - counters.get(ReaderCounter.REJECTED_TOO_BIG_LINES)
            - counters.get(ReaderCounter.DISCARDED_LINES);
    unless(
        pending >= 0 && pending <= PENDING_BYTES_MAX,
        "pendingIsBounded",
        () -> name + " has " + pending + " lines pending");
  }

  /** Whether an own line has waited that nothing holds up but others. */
  void checkLatency(boolean isHealthy, long boundNs) {
    if (!isHealthy) {
      caughtUpSinceNs = Long.MAX_VALUE;
      return;
    }
    pull();
    long waitedNs = oldestWaitedNs(boundNs);
    if (waitedNs < boundNs) {
      caughtUpSinceNs = Math.min(caughtUpSinceNs, world.nowNs());
      return;
    }
    unless(
        caughtUpSinceNs == Long.MAX_VALUE,
        "theHealthyAreNotHeld",
        () ->
            "%s has caught up, its server is well, and %s has waited for %d ms"
                .formatted(name, describe(next), waitedNs / 1_000_000));
  }

  /** The same since a start, for a reader that has little to catch up with. */
  void checkLatencyAfterStart(long boundNs) {
    pull();
    if (!isOpen || isRetired() || own.size() - openedOwn > SMALL_BACKLOG_LINES) {
      return;
    }
    long waitedNs = Math.min(world.nowNs() - openedNs, oldestWaitedNs(boundNs));
    unless(
        waitedNs < boundNs || !isBacklogSmallAndSound(),
        "theHealthyAreNotHeld",
        () ->
            "%s had little to catch up with, its server is well, and %s waits since the start"
                .formatted(name, describe(next)));
  }

  private boolean isBacklogSmallAndSound() {
    List<WrittenRecord> all = world.records();
    int count = 0;
    for (int i = all.size() - 1; i >= 0 && all.get(i).nextNumber > openedNumber; i--) {
      if (all.get(i).mayBeLost() || ++count > SMALL_BACKLOG_RECORDS) {
        return false;
      }
    }
    return true;
  }

  /** How long the oldest own line has waited that nothing else counts; 0 if that is not long. */
  private long oldestWaitedNs(long boundNs) {
    for (int i = next; i < own.size(); i++) {
      long waitedNs = world.nowNs() - own.get(i).record.appendedNs;
      if (waitedNs < boundNs) {
        return 0;
      }
      if (!world.mayBeLeftOut(own.get(i))) {
        return waitedNs;
      }
    }
    return 0;
  }

  /** The worker was killed, or has failed: at most one datagram was counted and not handed over. */
  void ended(boolean beforeSend) {
    settle();
    noteRewinds();
    long more = counters.get(ReaderCounter.ACCEPTED_LINES) - handed - overstated;
    unless(
        more == 0 || (beforeSend && more > 0),
        "acceptedIsWhatWasHandedOver",
        () -> name + " overstates by " + more + " at its end");
    overstated += more;
    goBack();
    isOpen = false;
  }

  /** The position as the file says it now. */
  Position position() {
    return file.position();
  }

  boolean isRetired() {
    return counters.get(ReaderCounter.STATE) == ReaderState.RETIRED.ordinal();
  }

  /** Compares a new position with what was handed over. */
  private void settle() {
    Position now = file.position();
    if (now.sequence() == committed.sequence()) {
      return;
    }
    pull();
    Position before = committed;
    unless(
        now.number() >= before.number() && world.isBetweenRecords(now.number()),
        "committedAtARecord",
        () -> name + " went from " + before.number() + " to " + now.number());
    committed = now;
    int from = committedOwn;
    while (committedOwn < own.size() && own.get(committedOwn).number < now.number()) {
      committedOwn++;
    }
    settleLines(before, now, from);
  }

  private void settleLines(Position before, Position now, int from) {
    BitSet settled = new BitSet();
    long accepted = 0;
    long rejected = 0;
    while (!pass.isEmpty() && pass.peekFirst().own() < committedOwn) {
      Handed one = pass.poll();
      settled.set(one.own());
      if (one.datagram() == null) {
        rejected++;
      } else {
        accepted++;
        passAccepted--;
        checkCommitted(one);
      }
    }
    next = Math.max(next, committedOwn);
    long content = 0;
    for (int i = settled.nextSetBit(0); i >= 0; i = settled.nextSetBit(i + 1)) {
      content += own.get(i).content();
    }
    long leftOutContent = 0;
    long leftOut = 0;
    for (int i = settled.nextClearBit(from); i < committedOwn; i = settled.nextClearBit(i + 1)) {
      Line line = own.get(i);
      unless(
          world.mayBeLeftOut(line),
          "committedWasHandedOver",
          () -> name + " commits " + now.number() + " and has not handed over " + line);
      leftOut++;
      leftOutContent += line.content();
    }
    long lines = now.lines() - before.lines();
    long rejectedLines = now.rejectedLines() - before.rejectedLines();
    long filtered = now.filteredLines() - before.filteredLines();
    long lost = now.lost().total() - before.lost().total();
    long datagrams = now.datagrams() - before.datagrams();
    long expired = now.expired() - before.expired();
    long mayBeLost = world.numbersThatMayBeLost(before.number(), now.number());
    boolean addsUp =
        lines == accepted
            && rejectedLines == rejected
            && (lost == 0 && !passesOverUnknown(before, now)
                ? filtered == leftOut
                : filtered <= leftOut && filtered >= 0)
            && now.number() - before.number() == datagrams + lost + expired
            && lost >= 0
            && lost <= mayBeLost;
    long summed = now.contentSum() - before.contentSum();
    long expected = filtered == leftOut ? content + leftOutContent : content;
    unless(
        summed == expected || (filtered > 0 && filtered < leftOut),
        "contentAgrees",
        () ->
            "%s from %d to %d sums up to %x, not %x"
                .formatted(name, before.number(), now.number(), summed, expected));
    long acceptedLines = accepted;
    long rejectedByLink = rejected;
    long leftOutLines = leftOut;
    unless(
        addsUp,
        "booksAddUp",
        () ->
            ("%s from %d to %d: lines %d of %d, rejected %d of %d, filtered %d of %d, datagrams %d,"
                    + " expired %d, lost %d of %d")
                .formatted(
                    name,
                    before.number(),
                    now.number(),
                    lines,
                    acceptedLines,
                    rejectedLines,
                    rejectedByLink,
                    filtered,
                    leftOutLines,
                    datagrams,
                    expired,
                    lost,
                    mayBeLost));
  }

  /**
   * Of a reader that had retired, what was deleted before this worker began: nobody can tell it
   * which of that a layout had given back to the reader. It stands in what ingest says it deleted
   * unread.
   */
  private boolean passesOverUnknown(Position before, Position now) {
    return !world.knowsWhatWasDeleted()
        && now.lines() == before.lines()
        && world.numbersThatMayBeLost(before.number(), now.number())
            == now.number() - before.number();
  }

  private void checkCommitted(Handed one) {
    Datagram datagram = one.datagram();
    boolean isRefused = datagram.bouncesAtNs <= world.nowNs() && !world.isEnding();
    unless(
        !isRefused && (!datagram.mayBeAcknowledged || datagram.isAcknowledged),
        "committedWasHandedOver",
        () ->
            "%s commits %s, which was %s"
                .formatted(name, own.get(one.own()), isRefused ? "refused" : "not acknowledged"));
    if (datagram.bouncesAtNs != Datagram.NEVER || datagram.isSilentlyLost) {
      unless(
          datagram.isSilentlyLost || world.isEnding() || world.isProbed(name),
          "committedWasHandedOver",
          () -> name + " commits " + own.get(one.own()) + " before its error came back");
      excused.set(one.own());
    }
  }

  /** All is over: nothing is missing that nobody counted. */
  void checkEnd(long head) {
    Position end = file.position();
    unless(
        end.number() == head || isRetired(),
        "drainsInTheEnd",
        () ->
            "%s is at %d of %d, %s, state %s"
                .formatted(
                    name,
                    end.number(),
                    head,
                    describe(next),
                    ReaderState.values()[(int) counters.get(ReaderCounter.STATE)]));
    pull();
    for (int i = 0; i < own.size(); i++) {
      Line line = own.get(i);
      boolean isThere =
          arrived.get(i) || excused.get(i) || rejectedEver.get(i) || world.mayBeLeftOut(line);
      unless(
          isThere || line.number >= end.number(),
          "arrivesAtLeastOnce",
          () -> line + " has not arrived at the server of " + name);
      unless(
          line.number < end.number() || isRetired() && world.mayBeLeftOut(line),
          "drainsInTheEnd",
          () -> name + " has ended at " + end.number() + " before " + line);
    }
  }

  long handed() {
    return handed;
  }

  long repeated() {
    return counters.get(ReaderCounter.REPEATED_LINES);
  }
}
