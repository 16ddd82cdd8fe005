package io.penstock.journal.rollfile;

/** Tailers that read plainly: nothing of Chronicle's is needed, and nothing is kept. */
public final class PlainTailers implements Tailers {
  private final RollFiles files;

  public PlainTailers(RollFiles files) {
    this.files = files;
  }

  @Override
  public Tailer take() {
    return new Tailer(files, new PlainRollBytes(files));
  }

  @Override
  public void giveBack(Tailer tailer) {
    tailer.leave();
  }

  @Override
  public void close() {
    // each tailer lets its file go when it is given back
  }
}
