package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyslogPriorityTest {
  @TempDir private Path folder;

  @Test
  void onlyTheStreamThatTheVariableNamesIsTheJournal() throws Exception {
    Path socket = Files.createSymbolicLink(folder.resolve("2"), Path.of("socket:[4711]"));
    Path file = Files.createSymbolicLink(folder.resolve("3"), Path.of("/var/log/penstock"));
    assertTrue(SyslogPriority.isJournal("8:4711", socket));
    assertFalse(SyslogPriority.isJournal("8:4712", socket), "inherited; ours is another");
    assertFalse(SyslogPriority.isJournal("8:4711", file));
    assertFalse(SyslogPriority.isJournal(null, socket));
    assertFalse(SyslogPriority.isJournal("8:4711", folder.resolve("missing")));
  }

  @Test
  void elsewhereLinesHaveNoPrefix() {
    assertEquals("", SyslogPriority.prefix(Level.ERROR));
    assertEquals(3, SyslogPriority.number(Level.ERROR));
    assertEquals(4, SyslogPriority.number(Level.WARN));
    assertEquals(6, SyslogPriority.number(Level.INFO));
  }
}
