package io.penstock.tools.explain;

import io.penstock.tools.look.ReaderLook;

/**
 * The state of a shard's reader.
 *
 * @param name of the reader
 * @param life whether its worker lives
 * @param state what it does, or why it does nothing
 * @param position its committed position
 * @param backlogDatagrams that are not sent yet
 */
record ReaderNow(String name, String life, String state, long position, long backlogDatagrams) {

  static ReaderNow of(ReaderLook reader) {
    return new ReaderNow(
        reader.name(),
        reader.life().label(),
        reader.state(),
        reader.position().number(),
        reader.backlog().unsentDatagrams());
  }
}
