package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.journal.JournalFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class InventoryTest {
  private final Inventory inventory = new Inventory(file -> 4096);

  private List<Long> endsOfClosed(long... firstNumbers) throws IOException {
    List<JournalFile> files = new java.util.ArrayList<>();
    for (int i = 0; i < firstNumbers.length; i++) {
      files.add(new JournalFile(Path.of("file-" + i), firstNumbers[i], i, 4096, null));
    }
    inventory.take(files, List.of());
    return inventory.closed().stream().map(Span::endNumber).toList();
  }

  @Test
  void aFileIsClosedWhenALaterOneSaysWhereItEnds() throws IOException {
    assertEquals(List.of(), endsOfClosed(0));
    assertEquals(List.of(100L, 200L), endsOfClosed(0, 100, 200));
    assertEquals(List.of(200L, 200L), endsOfClosed(0, -1, 200));
  }

  /** Else it would seem to hold nothing, and all that is in it would be deleted unread. */
  @Test
  void aFileIsNotClosedWhileTheNextIsOnlyBeingBegun() throws IOException {
    assertEquals(List.of(100L), endsOfClosed(0, 100, -1));
    assertEquals(List.of(), endsOfClosed(0, -1));
  }
}
