package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.PurgeRequest;
import io.penstock.counters.StorageState;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.DiskRoom;
import io.penstock.journal.JournalRetention;
import io.penstock.journal.record.JournalException;
import io.penstock.os.NoRoomException;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes roll files that need not or must not be kept, oldest first, and reports how much room is
 * left.
 *
 * <p>Deleting is never hurried past the oldest file, so what remains is one unbroken stretch of
 * numbers and every reader finds by subtraction what it missed. It retries at the next look what it
 * could not delete. It waits for the disk; no thread waits for it.
 */
final class RetainAgent implements Agent {
  private static final Logger LOG = LoggerFactory.getLogger(RetainAgent.class);

  private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Between looks while there is room for more than can come in until the next: see isCalm. */
  private static final long CALM_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

  private static final long CALM_ROOM_BYTES = 1L << 30;

  /** What is read waits so long for its audit when its age is all that is against it. */
  private static final long AUDIT_WAIT_NS = TimeUnit.MINUTES.toNanos(10);

  private static final long FORECAST_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int DELETIONS_PER_LOOK = 16;

  /** What the journal takes for a record and for a datagram beside its payload: see its format. */
  private static final int RECORD_BYTES = 4 + 32;

  private static final int DATAGRAM_BYTES = 2;

  private final Path readersFolder;
  private final CounterFile counters;
  private final NanoClock clock;
  private final Supplier<JournalRetention> openJournal;
  private final RetentionRules rules;
  private final DiskRoom disk;
  private final BlockAllocator allocator;
  private final Inventory inventory;
  private final Holders holders;
  private final PurgeRequest purge;
  private final AuditDesk desk;
  private final Map<Path, Long> dueSinceNs = new HashMap<>();
  private final Headroom headroom = new Headroom();
  private final PendingBlocks pending = new PendingBlocks();
  private final UnreadLog unreadLog = new UnreadLog();
  private final Map<Path, Long> closedSinceNs = new HashMap<>();
  private final Set<Path> namedUnreadable = new HashSet<>();

  private JournalRetention journal;
  private long lookAtNs;
  private long forecastAtNs;
  private StorageState state = StorageState.ROOM;
  private boolean hasFailed;

  /**
   * Makes the agent; it does nothing before the journal is there.
   *
   * @param openJournal null as long as the writer has not opened the journal or begun its first
   *     file
   */
  RetainAgent(
      Path readersFolder,
      CounterFile counters,
      NanoClock clock,
      Supplier<JournalRetention> openJournal,
      RetentionRules rules,
      DiskRoom disk,
      BlockAllocator allocator,
      Inventory inventory,
      Holders holders,
      AuditDesk desk) {
    this.desk = desk;
    this.readersFolder = readersFolder;
    this.counters = counters;
    this.clock = clock;
    this.openJournal = openJournal;
    this.rules = rules;
    this.disk = disk;
    this.allocator = allocator;
    this.inventory = inventory;
    this.holders = holders;
    this.purge = PurgeRequest.of(counters);
    this.lookAtNs = clock.nanoTime();
    this.forecastAtNs = lookAtNs;
  }

  @Override
  public String roleName() {
    return "retain";
  }

  @Override
  public int doWork() {
    long nowNs = clock.nanoTime();
    if (nowNs - lookAtNs < 0 && !purge.isOpen()) {
      return 0;
    }
    lookAtNs = nowNs + LOOK_INTERVAL_NS;
    if (journal == null) {
      journal = openedJournal();
    }
    if (journal == null) {
      show(stateOf(nowNs, disk.freeBytes()));
      return 0;
    }
    return look(nowNs);
  }

  private JournalRetention openedJournal() {
    try {
      return openJournal.get();
    } catch (JournalException e) {
      counters.add(IngestCounter.RETENTION_FAILURES, 1);
      complain(e);
      return null;
    }
  }

  private int look(long nowNs) {
    int deleted = 0;
    long freeBytes = disk.freeBytes();
    try {
      takeInventory(nowNs);
      deleted = deleteWhatIsDue(nowNs);
      deleted += purgeWhatIsAsked(nowNs);
      if (nowNs - forecastAtNs >= 0) {
        forecastAtNs = nowNs + FORECAST_INTERVAL_NS;
        forecast(nowNs, freeBytes);
      }
      if (isCalm(freeBytes)) {
        lookAtNs = nowNs + CALM_INTERVAL_NS;
      }
      hasFailed = false;
    } catch (IOException | UncheckedIOException | DirectoryIteratorException | JournalException e) {
      counters.add(IngestCounter.RETENTION_FAILURES, 1);
      complain(e);
    }
    show(stateOf(nowNs, freeBytes));
    counters.set(IngestCounter.JOURNAL_ALLOCATED_BYTES, inventory.allocatedBytes());
    counters.set(IngestCounter.DISK_FREE_BYTES, freeBytes);
    unreadLog.look(nowNs);
    return deleted;
  }

  private boolean isCalm(long freeBytes) {
    return rules.maxBytes() - inventory.allocatedBytes() > CALM_ROOM_BYTES
        && freeBytes - disk.softBytes() > CALM_ROOM_BYTES;
  }

  private void takeInventory(long nowNs) throws IOException {
    inventory.take(journal.files(), journal.preparedFiles());
    List<Path> closed = inventory.closed().stream().map(Span::path).toList();
    closedSinceNs.keySet().retainAll(closed);
    closed.forEach(path -> closedSinceNs.putIfAbsent(path, nowNs));
    dueSinceNs.keySet().retainAll(closed);
    nameTheUnreadable();
  }

  /** Each once, as long as it is there. */
  private void nameTheUnreadable() {
    List<Path> unreadable =
        inventory.closed().stream().filter(span -> !span.isReadable()).map(Span::path).toList();
    for (Path file : unreadable) {
      if (namedUnreadable.add(file)) {
        LOG.warn(
            "{}: nothing in it can be read; it and what came after it are kept until a limit of"
                + " bytes is reached. penstock check --deep says more",
            file);
      }
    }
    namedUnreadable.retainAll(unreadable);
    counters.set(IngestCounter.UNREADABLE_FILES, unreadable.size());
  }

  private int deleteWhatIsDue(long nowNs) throws IOException {
    int deleted = 0;
    int deletionsMax = lacksInodes() ? 1 : DELETIONS_PER_LOOK; // one file, one inode
    while (deleted < deletionsMax && deleteOldestIfDue(nowNs)) {
      deleted++;
      takeInventory(nowNs);
    }
    return deleted;
  }

  /** What a tool asks for, some files a look; never the newest, and unread ones are counted. */
  private int purgeWhatIsAsked(long nowNs) throws IOException {
    int deleted = 0;
    if (!purge.begin()) {
      return deleted;
    }
    boolean hasMore = true;
    try {
      while (hasMore && deleted < DELETIONS_PER_LOOK) {
        List<Span> closed = inventory.closed();
        hasMore =
            !closed.isEmpty()
                && closed.getFirst().endNumber() <= purge.number()
                && delete(
                    closed.getFirst(),
                    RetentionRules.Reason.PURGE,
                    holders.look(inventory, counters.get(IngestCounter.NEXT_NUMBER)),
                    nowNs);
        if (hasMore) {
          deleted++;
          purge.deletedOne();
          takeInventory(nowNs);
        }
      }
    } catch (IOException | RuntimeException e) {
      purge.end();
      throw e;
    }
    if (!hasMore) {
      purge.end();
    }
    return deleted;
  }

  private boolean deleteOldestIfDue(long nowNs) throws IOException {
    if (inventory.closed().isEmpty()) {
      return false;
    }
    Span oldest = inventory.closed().getFirst();
    long ageNs = newestRecordNs() - oldest.endedNs();
    boolean isDiskLow = isDiskLow(nowNs);
    boolean lacksInodes = lacksInodes();
    if (!rules.mayDelete(ageNs, inventory.allocatedBytes(), isDiskLow, lacksInodes)) {
      return false;
    }
    List<Holder> readers = holders.look(inventory, counters.get(IngestCounter.NEXT_NUMBER));
    boolean isRead = readers.stream().allMatch(reader -> reader.unread(oldest) == 0);
    long watchedNs = nowNs - closedSinceNs.get(oldest.path());
    RetentionRules.Reason reason =
        rules.reasonToDelete(
            new RetentionRules.Facts(
                isRead,
                ageNs,
                watchedNs,
                inventory.allocatedBytes(),
                isDiskLow,
                lacksInodes,
                oldest.isReadable()));
    return reason != null
        && !waitsForAudit(oldest, reason, nowNs)
        && delete(oldest, reason, readers, nowNs);
  }

  /** Room is made at once; only age has time. */
  private boolean waitsForAudit(Span file, RetentionRules.Reason reason, long nowNs) {
    if (desk.isAudited(file) || reason.makesRoom()) {
      return false;
    }
    dueSinceNs.putIfAbsent(file.path(), nowNs);
    return nowNs - dueSinceNs.get(file.path()) < AUDIT_WAIT_NS;
  }

  /** A reader that has not begun gets its file first, so that it will find what it missed. */
  private boolean delete(
      Span oldest, RetentionRules.Reason reason, List<Holder> readers, long nowNs)
      throws IOException {
    Map<String, Long> unread = new TreeMap<>();
    for (Holder reader : readers) {
      long datagrams = reader.unread(oldest);
      if (datagrams > 0) {
        unread.put(reader.name(), datagrams);
        if (!reader.hasBegun()) {
          ReaderFile.begin(readersFolder, reader.name(), reader.position());
        }
      }
    }
    boolean isAudited = unread.isEmpty() && desk.isAudited(oldest);
    long freeBytes = disk.freeBytes();
    if (!journal.deleteOldest()) {
      return false;
    }
    pending.deleted(oldest.allocatedBytes(), nowNs, freeBytes, inventory.allocatedBytes());
    allocator.retry();
    if (!isAudited) {
      desk.deletedUnaudited(oldest, reason.words());
    }
    counters.add(IngestCounter.DELETED_FILES, 1);
    counters.add(IngestCounter.DELETED_BYTES, oldest.allocatedBytes());
    counters.add(
        IngestCounter.DELETED_UNREAD_DATAGRAMS,
        unread.values().stream().mapToLong(Long::longValue).sum());
    LOG.debug("{} is deleted: {}", oldest.path(), reason.words());
    unreadLog.deleted(oldest, reason.words(), unread, nowNs);
    return true;
  }

  /** Until the allocator, which asks again at once after a deletion, has its file. */
  private boolean lacksInodes() {
    return allocator.isDiskFull() && allocator.lack() == NoRoomException.Lack.INODES;
  }

  private boolean isDiskLow(long nowNs) {
    long freeBytes = disk.freeBytes();
    return freeBytes < disk.softBytes()
        && freeBytes + pending.bytes(nowNs, freeBytes, inventory.allocatedBytes())
            < disk.softBytes();
  }

  /** Before this process has appended anything, the newest file says it. */
  private long newestRecordNs() {
    return Math.max(counters.get(IngestCounter.LAST_RECEIVE_TIME_NS), inventory.newestBeganNs());
  }

  private StorageState stateOf(long nowNs, long freeBytes) {
    boolean isJournalFull = rules.isJournalFull(inventory.allocatedBytes());
    allocator.refuseNewest(isJournalFull);
    if (lacksInodes()) {
      return StorageState.NO_INODES;
    }
    if (freeBytes < disk.hardBytes() || allocator.isDiskFull()) {
      return StorageState.DISK_FULL;
    }
    if (isJournalFull) {
      return StorageState.JOURNAL_FULL;
    }
    return isDiskLow(nowNs) ? StorageState.DISK_LOW : StorageState.ROOM;
  }

  private void show(StorageState now) {
    if (now != state) {
      if (now == StorageState.ROOM) {
        LOG.info("storage: there is room again, and everything is accepted");
      } else {
        LOG.warn("storage: {}", now.help());
      }
    }
    state = now;
    counters.set(IngestCounter.STORAGE_STATE, now.ordinal());
  }

  private void forecast(long nowNs, long freeBytes) throws IOException {
    headroom.grown(
        nowNs,
        counters.get(IngestCounter.APPENDED_BYTES)
            + counters.get(IngestCounter.NEXT_NUMBER) * DATAGRAM_BYTES
            + counters.get(IngestCounter.APPENDED_RECORDS) * RECORD_BYTES);
    long readBytes = readBytes(nowNs);
    long underTheLimit =
        rules.maxBytes() == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : rules.maxBytes() - inventory.allocatedBytes() + readBytes;
    long onTheDisk =
        freeBytes == Long.MAX_VALUE ? Long.MAX_VALUE : freeBytes - disk.softBytes() + readBytes;
    counters.set(
        IngestCounter.HEADROOM_SECONDS, headroom.seconds(Math.min(underTheLimit, onTheDisk)));
  }

  /** Blocks of the oldest files, as far as every reader has read them: they would go first. */
  private long readBytes(long nowNs) throws IOException {
    List<Holder> readers = holders.look(inventory, counters.get(IngestCounter.NEXT_NUMBER));
    long bytes = 0;
    showAuditor(readers, nowNs);
    for (Span file : inventory.closed()) {
      if (readers.stream().anyMatch(reader -> reader.unread(file) > 0)) {
        break;
      }
      bytes += file.allocatedBytes();
    }
    return bytes;
  }

  /** Files that may be deleted soon are audited for the readers that have passed them. */
  private void showAuditor(List<Holder> readers, long nowNs) {
    List<Span> closed = inventory.closed();
    long readTo = 0;
    for (Span file : closed) {
      if (readers.stream().anyMatch(reader -> reader.unread(file) > 0)) {
        break;
      }
      readTo = file.endNumber();
    }
    long wantedTo = 0;
    long bytes = inventory.allocatedBytes();
    boolean isDiskNearlyLow =
        isDiskLow(nowNs) || disk.freeBytes() - disk.softBytes() < CALM_ROOM_BYTES;
    for (Span file : closed) {
      if (!rules.mayDeleteSoon(newestRecordNs() - file.endedNs(), bytes, isDiskNearlyLow)) {
        break;
      }
      wantedTo = file.endNumber();
      bytes -= file.allocatedBytes();
    }
    desk.show(closed, readTo, wantedTo);
  }

  private void complain(Exception e) {
    if (!hasFailed) {
      LOG.warn("retention cannot work and tries again: {}", e.toString());
    }
    hasFailed = true;
  }

  @Override
  public void onClose() {
    if (journal != null) {
      journal.close();
    }
  }
}
