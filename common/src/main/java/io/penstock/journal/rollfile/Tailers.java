package io.penstock.journal.rollfile;

/** Where the tailers of one process come from: they map the files or read them. Any thread. */
public interface Tailers extends AutoCloseable {
  /** One that is in no file yet. */
  Tailer take();

  /** Takes one back that is not used any more. */
  void giveBack(Tailer tailer);

  /** Ends all of them. */
  @Override
  void close();
}
