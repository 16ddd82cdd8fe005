package io.penstock.journal.chronicle;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.impl.TableStore;

/**
 * The named positions in {@code metadata.cq4t}: Chronicle's tools take them for its own tailers.
 *
 * <p>The table is opened for itself: the queue stays read-only, so a worker can neither write the
 * data nor take the writer's lock.
 */
final class TablePositions implements NamedPositions {
  private final TableStore<?> table;
  private final Map<String, LongValue> positions = new HashMap<>();
  private boolean isBroken;

  private TablePositions(TableStore<?> table) {
    this.table = table;
  }

  static TablePositions open(Path metadataFile) {
    return new TablePositions(ChronicleQueues.openTable(metadataFile));
  }

  static long read(Path metadataFile, String name) {
    String key = "index." + name;
    long[] index = new long[1];
    try (TableStore<?> table = ChronicleQueues.openTableReadOnly(metadataFile)) {
      table.forEachKey(
          index,
          (found, k, value) -> {
            if (key.contentEquals(k)) {
              found[0] = value.int64();
            }
          });
    }
    return index[0];
  }

  /**
   * Sets one; after a failure never again, as the table was removed or cut.
   *
   * @return whether it is set
   */
  @Override
  public synchronized boolean set(String name, long index) {
    if (isBroken) {
      return false;
    }
    try {
      store(name, index);
      return true;
    } catch (RuntimeException | InternalError | AssertionError e) {
      isBroken = true;
      return false;
    }
  }

  private void store(String name, long index) {
    LongValue position = positions.get(name);
    if (position == null) {
      String key = "index." + name;
      position = table.doWithExclusiveLock(locked -> locked.acquireValueFor(key, 0L));
      positions.put(name, position);
    }
    position.setOrderedValue(index);
  }

  @Override
  public synchronized void close() {
    positions.values().forEach(LongValue::close);
    positions.clear();
    table.close();
  }
}
