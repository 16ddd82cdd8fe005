package io.penstock.kept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an earlier version left on the disk, this one reads to the same words. */
class KeptFolderTest {
  @TempDir private Path folder;

  static List<String> kept() throws IOException {
    return KeptFolders.names();
  }

  @Test
  void theFoldersOfTheFirstVersionAreThere() throws IOException {
    assertTrue(kept().containsAll(List.of("0.1.0/lived", "0.1.0/purged")), kept()::toString);
  }

  @ParameterizedTest
  @MethodSource("kept")
  void allThatAnEarlierVersionReadIsReadAgain(String name) throws IOException {
    KeptFolders.unpack(name, folder);
    List<String> now = FolderText.of(folder);
    List<String> missing = new ArrayList<>(KeptFolders.text(name));
    assertTrue(missing.size() > 500, "so much is in each");
    missing.removeAll(Set.copyOf(now)); // what it says besides is new
    assertEquals(List.of(), missing);
    assertEquals(
        datagrams(KeptFolders.text(name)), datagrams(now), "in the same order, and no more");
  }

  private static List<String> datagrams(List<String> text) {
    return text.stream().filter(line -> line.startsWith("datagram ")).toList();
  }
}
