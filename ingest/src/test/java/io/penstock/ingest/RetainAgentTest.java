package io.penstock.ingest;

import static io.penstock.ingest.Kept.FILE_BYTES;
import static io.penstock.ingest.Kept.hours;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.WhenFull;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.PurgeRequest;
import io.penstock.counters.ReaderState;
import io.penstock.counters.StorageState;
import io.penstock.journal.AppendResult;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule by itself: which files go, which stay, and what is counted. */
class RetainAgentTest {
  @TempDir Path folder;

  private Kept kept;

  @BeforeEach
  void open() throws IOException {
    kept = new Kept(folder);
  }

  @AfterEach
  void close() {
    kept.close();
  }

  private void assertDeleted(long files, long unread) {
    assertEquals(files, kept.count(IngestCounter.DELETED_FILES));
    assertEquals(files * FILE_BYTES, kept.count(IngestCounter.DELETED_BYTES));
    assertEquals(unread, kept.count(IngestCounter.DELETED_UNREAD_DATAGRAMS));
  }

  private void assertState(StorageState state) {
    assertEquals(state.ordinal(), kept.count(IngestCounter.STORAGE_STATE));
  }

  @Nested
  class Read {
    @Test
    void isKeptForAsLongAsAskedForAndThenGoes() throws IOException {
      kept.keepReadNs = hours(3);
      kept.files(6).reader("shard-0", 60).reader("shard-1", 60).look();
      // The newest record is five hours old by the first, four by the second …
      assertEquals(List.of(20L, 30L, 40L, 50L), kept.left());
      assertDeleted(2, 0);
    }

    @Test
    void isNotWhatOneReaderStillNeeds() throws IOException {
      kept.keepReadNs = 0;
      kept.files(6).reader("shard-0", 60).reader("shard-1", 29).look();
      assertEquals(List.of(20L, 30L, 40L, 50L), kept.left());
      kept.reader("shard-1", 30).look();
      assertEquals(List.of(30L, 40L, 50L), kept.left());
      assertDeleted(3, 0);
    }

    @Test
    void doesNotGoWithTheFileThatHoldsTheHead() throws IOException {
      kept.keepReadNs = 0;
      kept.files(3).reader("shard-0", 30).reader("shard-1", 30).look().look();
      assertEquals(List.of(20L), kept.left());
      assertEquals(AppendResult.APPENDED, kept.append());
    }

    @Test
    void isNothingAsLongAsAShardHasNotBegun() throws IOException {
      kept.keepReadNs = 0;
      kept.files(4).reader("shard-0", 40).look();
      assertEquals(4, kept.left().size());
      assertFalse(Files.exists(kept.data.readers().resolve("shard-1")));
    }
  }

  @Nested
  class AskedToPurge {
    @Test
    void deletesOldestFirstNeverTheNewestAndCountsWhatIsUnread() throws IOException {
      kept.files(5).reader("shard-0", 50).look();
      try (PurgeRequest tool = PurgeRequest.to(kept.data.ingestCounters())) {
        assertTrue(tool.ask(35));
        assertFalse(tool.ask(10), "one at a time");
        kept.look();
        assertTrue(tool.isDone());
        assertEquals(3, tool.files());
        assertEquals(List.of(30L, 40L), kept.left());
        assertDeleted(3, 30);
        assertTrue(Files.exists(kept.data.readers().resolve("shard-1")), "it will count its loss");
        assertTrue(tool.ask(1_000));
        kept.look().look();
        assertTrue(tool.isDone());
        assertEquals(List.of(40L), kept.left());
      }
    }

    @Test
    void doesItWithoutWaitingForItsNextLook() throws IOException {
      kept.files(3).reader("shard-0", 30).reader("shard-1", 30).look();
      kept.nanoTime -= TimeUnit.SECONDS.toNanos(1); // not due for a second
      try (PurgeRequest tool = PurgeRequest.to(kept.data.ingestCounters())) {
        assertTrue(tool.ask(20));
        kept.look();
        assertTrue(tool.isDone());
        assertEquals(List.of(20L), kept.left());
      }
    }

    @Test
    void forgetsAtItsStartWhatAnEarlierOneWasAskedAndDoesNothingTwice() throws IOException {
      kept.files(4).reader("shard-0", 40).reader("shard-1", 40);
      try (PurgeRequest tool = PurgeRequest.to(kept.data.ingestCounters())) {
        assertTrue(tool.ask(20));
        kept.look(); // its first: it begins here
        assertFalse(tool.isWaiting() || tool.isBegun() || tool.isDone());
        assertFalse(tool.takeBack());
        assertEquals(4, kept.left().size());
        assertTrue(tool.ask(10));
        assertTrue(tool.takeBack());
        kept.look().look();
        assertEquals(4, kept.left().size());
        assertDeleted(0, 0);
      }
    }
  }

  /** What the worker would read by the same rule, no more and no less. */
  @Nested
  class Removed {
    @Test
    void readerThatHasNotBegunHoldsWhatAWorkerWouldDrain() throws IOException {
      kept.keepReadNs = 0;
      kept.configured = List.of("shard-0");
      kept.files(2).layoutOf(1).files(2).reader("shard-0", 40).look();
      assertEquals(4, kept.left().size(), "no worker has begun shard-1 yet");
      kept.reader("shard-1", 20).look();
      assertEquals(List.of(30L), kept.left());
      assertDeleted(3, 0);
    }

    @Test
    void readerPastItsLayoutHoldsNothingThoughItsFileDoesNotSayThatItRetired() throws IOException {
      kept.keepReadNs = 0;
      kept.configured = List.of("shard-0");
      kept.files(2).layoutOf(1).files(3).reader("shard-0", 50).reader("shard-1", 20).look();
      assertEquals(List.of(40L), kept.left());
    }

    @Test
    void readerThatReturnsHoldsWhatALaterLayoutHasForIt() throws IOException {
      kept.keepReadNs = 0;
      kept.configured = List.of("shard-0");
      kept.files(1).layoutOf(1).files(1).layoutOf(2).files(1).layoutOf(1).files(1);
      kept.reader("shard-0", 40).reader("shard-1", 10, ReaderState.RETIRED).look();
      assertEquals(List.of(20L, 30L), kept.left(), "20 to 29 are its own again");
    }

    @Test
    void mirrorThatHasNotBegunHoldsNothingThatItWouldPassOver() throws IOException {
      kept.keepReadNs = 0;
      kept.configured = List.of("shard-0", "mirror-0");
      kept.files(3).reader("shard-0", 30).reader("shard-1", 30).look();
      assertEquals(List.of(20L), kept.left());
    }
  }

  @Nested
  class Limit {
    @Test
    void costsTheOldestReadOrNotAndCountsWhatNobodyHadRead() throws IOException {
      kept.maxBytes = 3 * FILE_BYTES;
      kept.files(6).reader("shard-0", 25).reader("shard-1", 3).look();
      assertEquals(List.of(30L, 40L, 50L), kept.left());
      assertDeleted(3, (30 - 25) + (30 - 3));
    }

    @Test
    void isOfAllocatedBlocksAndNotOfWhatAListingShows() throws IOException {
      kept.maxBytes = 3 * FILE_BYTES;
      kept.files(3).reader("shard-0", 0).reader("shard-1", 0).look();
      assertEquals(3, kept.left().size(), "each file seems to have 5 MiB");
      assertEquals(3 * FILE_BYTES, kept.count(IngestCounter.JOURNAL_ALLOCATED_BYTES));
    }

    @Test
    void refusesTheNewestWhenToldToAndGoesOnByItself() throws IOException {
      kept.whenFull = WhenFull.REFUSE_NEWEST;
      kept.maxBytes = 3 * FILE_BYTES;
      kept.files(4).reader("shard-0", 40).reader("shard-1", 0).look();
      assertEquals(4, kept.left().size());
      assertState(StorageState.JOURNAL_FULL);
      assertEquals(AppendResult.JOURNAL_FULL, kept.append());
      kept.reader("shard-1", 10).look();
      assertEquals(3, kept.left().size(), "what is read goes, whatever keep_read says");
      assertState(StorageState.ROOM);
      assertEquals(AppendResult.APPENDED, kept.append());
      assertDeleted(1, 0);
    }

    @Test
    void givesAReaderThatNeverBeganItsFileSoThatItWillFindWhatItMissed() throws IOException {
      kept.maxBytes = 3 * FILE_BYTES;
      kept.configured = List.of("shard-0", "shard-1", "shard-2");
      kept.files(2).layoutOf(3).files(4).reader("shard-0", 60).reader("shard-1", 60).look();
      assertEquals(List.of(30L, 40L, 50L), kept.left());
      try (ReaderFile begun = ReaderFile.openReadOnly(kept.data.readers().resolve("shard-2"))) {
        Position position = begun.position();
        assertEquals(20, position.startNumber(), "where its shard was introduced");
        assertEquals(20, position.number());
        assertDeleted(3, 30 - 20);
      }
    }
  }

  @Nested
  class Age {
    @Test
    void costsEvenWhatIsNotReadWhenToldTo() throws IOException {
      kept.maxAgeNs = hours(3);
      kept.reader("shard-0", 5).reader("shard-1", 60);
      for (int i = 0; i < 6; i++) {
        kept.files(1).look();
      }
      assertEquals(List.of(20L, 30L, 40L, 50L), kept.left());
      assertDeleted(2, 20 - 5);
    }

    @Test
    void isNotWhatAClockThatJumpsSays() throws IOException {
      kept.maxAgeNs = hours(24);
      kept.keepReadNs = hours(24);
      kept.files(3).reader("shard-0", 0).reader("shard-1", 10).look();
      kept.receiveTimeNs += hours(400 * 24);
      kept.files(3).look();
      assertDeleted(0, 0);
      kept.nanoTime += hours(17);
      kept.look();
      assertDeleted(0, 0);
      kept.nanoTime += hours(4);
      kept.look();
      assertEquals(20L, kept.left().getFirst(), "what was watched for a day is a day old");
      assertDeleted(2, 20 + 10);
    }

    @Test
    void doesNotPassWhileNothingArrives() throws IOException {
      kept.maxAgeNs = hours(3);
      kept.keepReadNs = hours(3);
      kept.files(3).reader("shard-0", 30).reader("shard-1", 30).look();
      kept.nanoTime += hours(1000);
      kept.look();
      assertDeleted(0, 0);
    }
  }

  @Nested
  class Disk {
    @Test
    void belowTheSoftMarkCostsTheOldestUntilThereIsRoom() throws IOException {
      kept.softBytes = 1_000;
      kept.freeBytes = 999;
      kept.files(5).reader("shard-0", 12).reader("shard-1", 50).look();
      assertEquals(List.of(10L, 20L, 30L, 40L), kept.left(), "one is enough");
      assertDeleted(1, 0);
      kept.freeBytes = 999;
      kept.nanoTime += hours(1); // nobody gave the blocks back
      kept.look();
      assertDeleted(2, 20 - 12);
      kept.freeBytes = 1_000;
      kept.look();
      assertDeleted(2, 20 - 12);
      assertState(StorageState.ROOM);
    }

    @Test
    void whereNothingCouldBeDeletedStaysLow() throws IOException {
      kept.softBytes = 1_000;
      kept.freeBytes = 999;
      kept.files(5).reader("shard-0", 50).reader("shard-1", 50);
      kept.makeUnreadable(0); // a folder, which is not deleted as it is not empty
      kept.blockDeletion();
      kept.look();
      assertState(StorageState.DISK_LOW);
      assertDeleted(0, 0);
      assertEquals(1, kept.count(IngestCounter.RETENTION_FAILURES));
    }

    @Test
    void thatIsSlowToShowWhatWasFreedCostsNoMoreFilesThanNeeded() throws IOException {
      kept.softBytes = 1_000;
      kept.freeBytes = 750;
      kept.files(8).reader("shard-0", 80).reader("shard-1", 80);
      kept.look().look().look();
      assertDeleted(3, 0);
      kept.freeBytes = 1_050;
      kept.look();
      assertDeleted(3, 0);
    }

    @Test
    void belowTheSoftMarkCostsNothingUnreadWhenTheNewestIsToBeRefused() throws IOException {
      kept.whenFull = WhenFull.REFUSE_NEWEST;
      kept.softBytes = 1_000;
      kept.freeBytes = 10;
      kept.files(5).reader("shard-0", 15).reader("shard-1", 50).look();
      assertEquals(List.of(10L, 20L, 30L, 40L), kept.left());
      assertState(StorageState.DISK_LOW);
      assertEquals(AppendResult.APPENDED, kept.append(), "there are blocks");
    }

    @Test
    void belowTheHardMarkIsShown() throws IOException {
      kept.softBytes = 1_000;
      kept.hardBytes = 100;
      kept.freeBytes = 99;
      kept.files(1).look();
      assertState(StorageState.DISK_FULL);
      kept.freeBytes = 500;
      kept.look();
      assertState(StorageState.DISK_LOW);
    }

    @Test
    void thatCannotBeAskedIsAskedAgain() throws IOException {
      kept.maxBytes = 3 * FILE_BYTES;
      kept.files(6).reader("shard-0", 60).reader("shard-1", 60);
      kept.diskFails = true;
      kept.look().look();
      assertDeleted(0, 0);
      kept.diskFails = false;
      kept.look();
      assertDeleted(3, 0);
    }
  }

  @Nested
  class Holding {
    @Test
    void isNotForAPositionThatNobodyOwns() throws IOException {
      kept.keepReadNs = 0;
      kept.files(4).reader("shard-0", 40).reader("shard-1", 40);
      kept.reader("left-over", 0).reader("shard-7", 5, ReaderState.RETIRED).look();
      assertEquals(List.of(30L), kept.left());
      assertDeleted(3, 0);
    }

    @Test
    void isForARetiredShardAsLongAsFilesOfItsLayoutAreLeft() throws IOException {
      kept.keepReadNs = 0;
      kept.layoutOf(3).files(2).layoutOf(2).files(3);
      kept.reader("shard-0", 50).reader("shard-1", 50).reader("shard-2", 12).look();
      assertEquals(10L, kept.left().getFirst(), "it needs its second file");
      kept.reader("shard-2", 20).look();
      assertEquals(List.of(40L), kept.left(), "of what came after its time it needs nothing");
    }
  }

  /**
   * What a bad sector, a wrong owner or a lack of descriptors does to files beside a live ingest.
   */
  @Nested
  class Unreadable {
    @Test
    void fileIsKeptAndNamedAndWhatIsBehindItStays() throws IOException {
      kept.keepReadNs = 0;
      kept.maxAgeNs = hours(1);
      kept.files(5).reader("shard-0", 50).reader("shard-1", 50);
      kept.makeUnreadable(0);
      kept.look();
      kept.nanoTime += hours(50);
      kept.look();
      assertDeleted(0, 0);
      assertEquals(1, kept.count(IngestCounter.UNREADABLE_FILES));
      assertEquals(0, kept.count(IngestCounter.RETENTION_FAILURES));
      assertEquals(5, kept.left().size());
    }

    @Test
    void fileInTheMiddleDoesNotKeepTheOlderOnes() throws IOException {
      kept.keepReadNs = 0;
      kept.files(5).reader("shard-0", 50).reader("shard-1", 50);
      kept.makeUnreadable(2);
      kept.look();
      assertEquals(List.of(-1L, 30L, 40L), kept.left());
      assertDeleted(2, 0);
    }

    @Test
    void fileGoesWhenALimitOfBytesLeavesNoOtherWay() throws IOException {
      kept.maxBytes = 3 * FILE_BYTES;
      kept.files(5).reader("shard-0", 50).reader("shard-1", 50);
      kept.makeUnreadable(0);
      kept.look();
      assertEquals(List.of(20L, 30L, 40L), kept.left());
      assertEquals(0, kept.count(IngestCounter.UNREADABLE_FILES));
      assertDeleted(2, 0);
    }

    @Test
    void fileIsNeitherDeletedNorPassedWhenTheNewestIsToBeRefused() throws IOException {
      kept.whenFull = WhenFull.REFUSE_NEWEST;
      kept.maxBytes = 3 * FILE_BYTES;
      kept.files(5).reader("shard-0", 50).reader("shard-1", 50);
      kept.makeUnreadable(0);
      kept.look();
      assertDeleted(0, 0);
      assertState(StorageState.JOURNAL_FULL);
    }

    @Test
    void fileThatCanBeReadAgainIsLikeAnyOther() throws IOException {
      kept.keepReadNs = 0;
      kept.files(5).reader("shard-0", 50).reader("shard-1", 50);
      Runnable mend = kept.makeUnreadable(0);
      kept.look();
      assertDeleted(0, 0);
      mend.run();
      for (int look = 0; look <= 101; look++) {
        kept.look();
      }
      assertDeleted(4, 0);
      assertEquals(0, kept.count(IngestCounter.UNREADABLE_FILES));
    }

    @Test
    void folderStopsNothing() throws IOException {
      kept.keepReadNs = 0;
      kept.files(3).reader("shard-0", 30).reader("shard-1", 30);
      Path elsewhere = kept.data.root().resolve("elsewhere");
      Files.move(kept.data.journal(), elsewhere);
      kept.look().look();
      assertEquals(2, kept.count(IngestCounter.RETENTION_FAILURES));
      Files.move(elsewhere, kept.data.journal());
      kept.look();
      assertDeleted(2, 0);
    }

    @Test
    void readerThatWasPutAsideSaysNothing() throws IOException {
      kept.keepReadNs = 0;
      kept.files(3).reader("shard-0", 30);
      Files.write(kept.data.readers().resolve("shard-1.forgotten-20261128"), new byte[10]);
      kept.look();
      assertDeleted(0, 0);
      kept.reader("shard-1", 30).look();
      assertDeleted(2, 0);
    }
  }

  @Nested
  class Forecast {
    @Test
    void isHowLongTheRoomLastsAtTheRateOfLate() throws IOException {
      kept.maxBytes = 100 * FILE_BYTES;
      kept.files(4).reader("shard-0", 20).reader("shard-1", 20);
      assertEquals(0, kept.count(IngestCounter.HEADROOM_SECONDS));
      kept.look();
      assertEquals(Headroom.UNKNOWN, kept.count(IngestCounter.HEADROOM_SECONDS), "one look only");
      grow(1_000);
      // Two of four files are read and would go first: 98 * 100 bytes are left.
      long rate = kept.count(IngestCounter.HEADROOM_SECONDS);
      assertEquals(9_800 / 10, rate, 10);
    }

    @Test
    void saysThatNothingArrives() throws IOException {
      kept.maxBytes = 100 * FILE_BYTES;
      kept.files(2).reader("shard-0", 20).reader("shard-1", 20).look();
      grow(0);
      assertEquals(Headroom.NOTHING_ARRIVES, kept.count(IngestCounter.HEADROOM_SECONDS));
    }

    @Test
    void isOfTheDiskWhenThatIsNearer() throws IOException {
      kept.maxBytes = 1_000_000;
      kept.softBytes = 1_000;
      kept.freeBytes = 3_000;
      kept.files(2).reader("shard-0", 0).reader("shard-1", 0).look();
      grow(1_000);
      assertEquals(2_000 / 10, kept.count(IngestCounter.HEADROOM_SECONDS), 2);
    }

    /** Lets a hundred seconds pass in which the journal takes so many bytes. */
    private void grow(long bytes) {
      kept.counters.add(IngestCounter.APPENDED_BYTES, bytes);
      kept.nanoTime += 99_000_000_000L; // and one since the look before
      kept.look();
    }
  }

  @Test
  void nearTheLimitALookIsOneOfFourASecond() throws IOException {
    kept.maxBytes = FILE_BYTES;
    kept.files(2).reader("shard-0", 0).reader("shard-1", 0).look();
    assertDeleted(1, 20);
    kept.files(1);
    kept.nanoTime -= hours(1) + 750_000_001; // of the second since the look a quarter, nearly
    kept.look();
    assertDeleted(1, 20);
    kept.look();
    assertDeleted(2, 40);
  }

  @Test
  void withRoomForMoreThanCanComeInALookIsOneASecond() throws IOException {
    kept.keepReadNs = 0;
    kept.files(3).reader("shard-0", 0).reader("shard-1", 0).look();
    kept.reader("shard-0", 60).reader("shard-1", 60);
    kept.nanoTime -= 1;
    kept.look();
    assertDeleted(0, 0);
    kept.look();
    assertTrue(kept.count(IngestCounter.DELETED_FILES) > 0);
  }
}
