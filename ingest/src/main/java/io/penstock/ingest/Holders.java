package io.penstock.ingest;

import io.penstock.counters.ReaderCounter;
import io.penstock.journal.JournalException;
import io.penstock.journal.ReaderFile;
import io.penstock.journal.ReaderOwner;
import io.penstock.shard.ReaderName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readers for whose sake data is kept: those of the configuration, begun or not, and those of
 * shards that left it and still drain. An abandoned position holds nothing. Used by one thread.
 */
final class Holders {
  private static final Logger LOG = LoggerFactory.getLogger(Holders.class);

  private final Path folder;
  private final Supplier<List<String>> configuredNow;
  private boolean hasComplained;

  /**
   * For the readers of a folder.
   *
   * @param configuredNow names of the readers that the configuration asks for
   */
  Holders(Path folder, Supplier<List<String>> configuredNow) {
    this.folder = folder;
    this.configuredNow = configuredNow;
  }

  /** Where each of them stands now. */
  List<Holder> look(Inventory inventory) throws IOException {
    List<Holder> holders = new ArrayList<>();
    List<String> configured = configuredNow.get();
    List<Path> files = ReaderFile.list(folder);
    for (String name : configured) {
      if (!Files.exists(folder.resolve(name))) {
        addBeginner(name, inventory, holders);
      }
    }
    for (Path file : files) {
      add(file, configured, inventory, holders);
    }
    return holders;
  }

  /** One whose worker has never run would begin where its shard was introduced. */
  private void addBeginner(String name, Inventory inventory, List<Holder> holders)
      throws IOException {
    ReaderName place = placeOf(name);
    long introduction = inventory.introductionOf(place, ReaderFile.forgottenUpTo(folder, name));
    if (introduction >= 0) {
      holders.add(new Holder(name, place, introduction, false));
    }
  }

  private void add(Path file, List<String> configured, Inventory inventory, List<Holder> holders)
      throws IOException {
    String name = file.getFileName().toString();
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      long state = reader.counters().get(ReaderCounter.STATE);
      if (ReaderOwner.of(name, configured, state) != ReaderOwner.ABANDONED) {
        holders.add(new Holder(name, placeOf(name), reader.position().number(), true));
      }
    } catch (NoSuchFileException e) {
      return; // put aside meanwhile
    } catch (JournalException e) {
      addBeginner(name, inventory, holders);
    } catch (IOException e) {
      complain(e);
      holders.add(new Holder(name, placeOf(name), 0, true));
    }
  }

  private void complain(IOException e) {
    if (!hasComplained) {
      hasComplained = true;
      LOG.warn("{}; its reader is taken for one that has read nothing", e.getMessage());
    }
  }

  private static ReaderName placeOf(String name) {
    return ReaderName.of(name).orElse(null);
  }
}
