package io.penstock.systemtests;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the test JVMs of one build must not do at the same time; whoever is late waits.
 *
 * <p>The locks are the kernel's, on files under {@code target/}: a JVM that is killed holds none.
 */
final class Turn implements AutoCloseable {
  private static final Path FOLDER = Path.of("target").toAbsolutePath();

  private final FileChannel channel;

  private Turn(FileChannel channel) {
    this.channel = channel;
  }

  /** For one class of tests on this machine, beside others or {@link Alone}. */
  static Turn onTheMachine(boolean isAlone) throws IOException {
    // The door stays shut behind one who waits to be alone, or he would wait for ever.
    try (Turn _ = of("machine-door.lock", false)) {
      return of("machine.lock", !isAlone);
    }
  }

  /** For making what all tests use, once. */
  static Turn toPrepare() throws IOException {
    return of("prepare.lock", false);
  }

  private static Turn of(String name, boolean isShared) throws IOException {
    Files.createDirectories(FOLDER);
    FileChannel channel =
        FileChannel.open(
            FOLDER.resolve(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      channel.lock(0, Long.MAX_VALUE, isShared); // until the channel is closed
      return new Turn(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
