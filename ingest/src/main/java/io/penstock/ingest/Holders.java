package io.penstock.ingest;

import io.penstock.journal.record.JournalException;
import io.penstock.reader.Begun;
import io.penstock.reader.ReaderFile;
import io.penstock.reader.ReaderOwner;
import io.penstock.reader.ReaderPlan;
import io.penstock.reader.Stretch;
import io.penstock.shard.ReaderName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readers for which data is kept: those of the configuration, begun or not, and those of shards
 * that left it and still drain. An abandoned position holds nothing. Used by one thread.
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

  /**
   * Where each of them stands now.
   *
   * @param headNumber of the journal
   */
  List<Holder> look(Inventory inventory, long headNumber) throws IOException {
    List<Holder> holders = new ArrayList<>();
    List<Stretch> stretches = inventory.stretches();
    Set<String> configured = new LinkedHashSet<>(configuredNow.get());
    Set<String> unbegun = new LinkedHashSet<>(configured);
    ReaderPlan.places(stretches).forEach(place -> unbegun.add(place.toString()));
    for (Path file : ReaderFile.list(folder)) {
      String name = file.getFileName().toString();
      unbegun.remove(name);
      add(file, configured.contains(name), stretches, headNumber, holders);
    }
    for (String name : unbegun) {
      addBeginner(name, stretches, headNumber, holders);
    }
    return holders;
  }

  /** One whose worker has never run would begin where its shard was introduced. */
  private void addBeginner(
      String name, List<Stretch> stretches, long headNumber, List<Holder> holders)
      throws IOException {
    ReaderPlan.ofNew(name, stretches, ReaderFile.forgottenUpTo(folder, name))
        .beginning(headNumber)
        .ifPresent(number -> holders.add(new Holder(name, placeOf(name), number, false)));
  }

  private void add(
      Path file,
      boolean isConfigured,
      List<Stretch> stretches,
      long headNumber,
      List<Holder> holders)
      throws IOException {
    String name = file.getFileName().toString();
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      Begun begun = Begun.of(reader);
      ReaderPlan plan = ReaderPlan.of(name, stretches, begun);
      if (plan.owner(isConfigured) != ReaderOwner.ABANDONED) {
        holders.add(new Holder(name, placeOf(name), begun.number(), true));
      }
    } catch (NoSuchFileException e) {
      return; // put aside meanwhile
    } catch (JournalException e) {
      addBeginner(name, stretches, headNumber, holders);
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
