package io.penstock.journal.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RecordIndex;
import net.openhft.chronicle.queue.RollCycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The roll files are read without the library, by figures of its that are written down. */
class ChronicleFormatTest {
  private static final RollCycle LIBRARY = ChronicleQueues.ROLL_CYCLE;

  @Test
  void filesAreNamedAndIndexedAsTheLibraryDoes() {
    assertEquals(LIBRARY.format(), ChronicleFormat.FILE_NAME);
    assertEquals(LIBRARY.lengthInMillis(), ChronicleFormat.CYCLE_MS);
    assertEquals(LIBRARY.defaultIndexSpacing(), ChronicleFormat.INDEX_SPACING);
    assertEquals(LIBRARY.defaultIndexCount(), ChronicleFormat.INDEX_PAGE_ENTRIES);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "29000000, 33554432", "2147483647, 4294967295", "7, 4294967296"})
  void anIndexIsTheLibrarys(int cycle, long sequence) {
    long index = LIBRARY.toIndex(cycle, sequence);

    assertEquals(index, RecordIndex.of(cycle, sequence));
    assertEquals(LIBRARY.toCycle(index), RecordIndex.cycle(index));
    assertEquals(LIBRARY.toSequenceNumber(index), RecordIndex.sequence(index));
  }
}
