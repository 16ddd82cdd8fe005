package io.penstock.journal.chronicle;

/** Where readers' positions are kept a second time, for those who look with Chronicle's tools. */
public interface PositionMirror extends AutoCloseable {
  /** Keeps nothing: Chronicle's table cannot be used, or must not be written. */
  PositionMirror NONE =
      new PositionMirror() {
        @Override
        public boolean set(String name, long index) {
          return false;
        }

        @Override
        public void close() {
          // nothing is open
        }
      };

  /** Sets the position under a name; false when it cannot be kept. */
  boolean set(String name, long index);

  @Override
  void close();
}
