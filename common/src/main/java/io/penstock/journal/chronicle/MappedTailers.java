package io.penstock.journal.chronicle;

import io.penstock.journal.rollfile.RollFiles;
import io.penstock.journal.rollfile.Tailer;
import io.penstock.journal.rollfile.Tailers;
import java.util.ArrayDeque;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/** Tailers on Chronicle's mappings. Making one takes a millisecond, so they are used again. */
public final class MappedTailers implements Tailers {
  private final SingleChronicleQueue queue;
  private final RollFiles files;
  private final ArrayDeque<Tailer> spare = new ArrayDeque<>();

  private MappedTailers(SingleChronicleQueue queue, RollFiles files) {
    this.queue = queue;
    this.files = files;
  }

  /**
   * Opens the queue, read-only.
   *
   * @throws io.penstock.journal.record.JournalException when Chronicle or its table refuses
   */
  public static MappedTailers open(QueueOptions options, RollFiles files) {
    return new MappedTailers(ChronicleQueues.openReadOnly(options), files);
  }

  @Override
  public Tailer take() {
    synchronized (spare) {
      Tailer one = spare.poll();
      return one == null ? new Tailer(files, new MappedRollBytes(queue, files)) : one;
    }
  }

  @Override
  public void giveBack(Tailer tailer) {
    if (!queue.isClosed()) {
      tailer.leave();
    }
    if (queue.isClosed()) {
      return;
    }
    synchronized (spare) {
      spare.push(tailer);
    }
  }

  @Override
  public void close() {
    queue.close();
  }
}
