package io.penstock.journal.chronicle;

import java.nio.file.Path;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.impl.TableStore;

/** The list in {@code metadata.cq4t}; after a failure it is not touched again. */
final class TableListing implements FileListing {
  private final TableStore<?> table;
  private boolean isBroken;

  private TableListing(TableStore<?> table) {
    this.table = table;
  }

  static TableListing open(Path directory) {
    return new TableListing(ChronicleQueues.openTable(MetadataFile.in(directory)));
  }

  @Override
  public void beginsWith(int oldestCycle) {
    if (isBroken) {
      return;
    }
    try (LongValue lowest = table.acquireValueFor("listing.lowestCycle");
        LongValue changes = table.acquireValueFor("listing.modCount")) {
      lowest.setOrderedValue(oldestCycle);
      changes.addAtomicValue(1);
    } catch (RuntimeException | InternalError | AssertionError e) {
      isBroken = true; // somebody has cut it
    }
  }

  @Override
  public void close() {
    if (!isBroken) {
      table.close();
    }
  }
}
