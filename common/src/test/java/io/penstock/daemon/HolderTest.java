package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HolderTest {
  @TempDir Path folder;

  @Test
  void noteReadsBackAsItWasWritten() throws IOException {
    Holder holder = Holder.thisProcess("ingest -c a = b.ini");
    Path note = folder.resolve("ingest.holder");
    holder.write(note);
    holder.write(note);
    assertEquals(Optional.of(holder), Holder.read(note));
    assertTrue(holder.description().contains("process " + ProcessHandle.current().pid()));
  }

  @Test
  void missingOrForeignNoteIsNone() throws IOException {
    assertEquals(Optional.empty(), Holder.read(folder.resolve("none")));
    Path foreign = Files.writeString(folder.resolve("foreign"), "hello\n");
    assertEquals(Optional.empty(), Holder.read(foreign));
  }
}
