package io.penstock.journal.chronicle;

import java.nio.file.Path;
import net.openhft.chronicle.queue.impl.TableStore;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/** A journal as Chronicle's own tools open it. */
public final class ChronicleTools {
  private ChronicleTools() {}

  /** The queue, to read it. */
  public static SingleChronicleQueue openQueue(QueueOptions options) {
    return ChronicleQueues.openReadOnly(options);
  }

  /** The table, to write it. */
  public static TableStore<?> openTable(Path metadataFile) {
    return ChronicleQueues.openTable(metadataFile);
  }
}
