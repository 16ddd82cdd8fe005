package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Changes;
import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ReloadTest {
  @TempDir private Path folder;
  private final List<Configuration> followed = new ArrayList<>();
  private ConfigurationOptions options;
  private Reload reload;

  @BeforeEach
  void begin() throws Exception {
    options = new ConfigurationOptions();
    new CommandLine(
            CommandSpec.create().addMixin("options", CommandSpec.forAnnotatedObject(options)))
        .parseArgs("-c", folder.resolve("config.ini").toString());
    write("destinations = a:1 b:2", "bind_port = 8125", "[forward]", "flush_interval = 4ms");
    reload = new Reload(options::load, options.load(), followed::add);
  }

  private void write(String... lines) throws Exception {
    Files.writeString(folder.resolve("config.ini"), String.join("\n", lines));
  }

  @Test
  void addressesAndForwardingAreFollowed() throws Exception {
    write("destinations = a:1 c:3", "bind_port = 8125", "[shard.1]", "strip = c");
    reload.now();
    assertEquals(1, followed.size());
    assertEquals("c", followed.getFirst().destinations().get(1).host());
    reload.now();
    assertEquals(1, followed.size(), "nothing has changed since");
  }

  @Test
  void whatTakesARestartIsRefusedWithAllThatCameWithIt() throws Exception {
    write("destinations = a:1 c:3", "bind_port = 9125", "[journal]", "roll_bytes = 2MiB");
    Changes changes = Changes.between(before(), options.load());
    assertEquals(
        List.of("bind_port: 8125 → 9125", "journal.roll_bytes: 256MiB → 2MiB"), changes.refused());
    reload.now();
    assertEquals(0, followed.size());
    write("destinations = a:1 d:4", "bind_port = 8125");
    reload.now();
    assertEquals("d", followed.getFirst().destinations().get(1).host(), "and the next is judged");
  }

  private Configuration before() throws Exception {
    String text = Files.readString(folder.resolve("config.ini"));
    write("destinations = a:1 b:2", "bind_port = 8125");
    Configuration before = options.load();
    Files.writeString(folder.resolve("config.ini"), text);
    return before;
  }

  @Test
  void whateverGoesWrongAWordComesBackAndTheNextReloadWorks() throws Exception {
    List<Configuration> taken = new ArrayList<>();
    boolean[] isBroken = {true};
    Reload fragile =
        new Reload(
            options::load,
            options.load(),
            next -> {
              if (isBroken[0]) {
                throw new IllegalStateException("a fault of ours");
              }
              taken.add(next);
            });
    write("destinations = a:1 c:3", "bind_port = 8125");
    assertTrue(fragile.now().startsWith("reload failed"));
    isBroken[0] = false;
    assertEquals("reloaded", fragile.now());
    assertEquals("c", taken.getFirst().destinations().get(1).host());
    Reload unreadable =
        new Reload(
            () -> {
              throw new UncheckedIOException(new IOException("the disk"));
            },
            options.load(),
            taken::add);
    assertTrue(unreadable.now().startsWith("reload failed"));
  }

  @Test
  void aFileWithAFaultIsRefused() throws Exception {
    write("destinations = a:1 b:2", "bind_prt = 1");
    reload.now();
    Files.delete(folder.resolve("config.ini"));
    reload.now();
    assertEquals(0, followed.size());
  }

  @Test
  void theSameValueWrittenOtherwiseIsNoChange() throws Exception {
    write("# a comment", "destinations = a:1  udp://b:2", "[forward]", "flush_interval = 4000us");
    reload.now();
    assertEquals(0, followed.size());
  }

  @Test
  void whatAThreadDoesForAllItsShardsTakesARestart() throws Exception {
    write("destinations = a:1 b:2", "[forward]", "poll_interval = 2ms", "group_window = 2MiB");
    Changes changes = Changes.between(before(), options.load());
    assertEquals(2, changes.refused().size());
    assertTrue(changes.live().isEmpty());
  }
}
