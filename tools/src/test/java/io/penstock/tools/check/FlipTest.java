package io.penstock.tools.check;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.Access;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.PollResult;
import io.penstock.tools.integrity.RepairCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Flips one byte after another, anywhere in a data directory: nothing is ever read that was not
 * sent, nothing hangs, and no tool fails in any other way than it says.
 */
class FlipTest {
  private static final long SEED = Long.getLong("penstock.test.seed", System.nanoTime());
  private static final int MANY = Integer.getInteger("penstock.test.flips", 4_000);
  private static final int FILES = 3;
  private static final int RECORDS_PER_FILE = 60;
  private static final int POLLS_MAX = 50_000;

  @TempDir private Path home;

  private final Set<String> sent = ConcurrentHashMap.newKeySet();

  @Test
  @Timeout(120)
  void nothingFalseIsReadAndNoToolFailsWhateverByteIsFlipped() throws IOException {
    flip("only", SEED, 40, 1);
  }

  @Test
  @Tag("long")
  @Timeout(900)
  void theSameThousandsOfTimes() {
    CompletableFuture<?>[] halves = {
      CompletableFuture.runAsync(
          () -> flip("one", SEED, MANY / 2, 10), task -> Thread.ofPlatform().start(task)),
      CompletableFuture.runAsync(
          () -> flip("other", ~SEED, MANY / 2, 10), task -> Thread.ofPlatform().start(task))
    };
    CompletableFuture.allOf(halves).join();
  }

  /** Reads after each flip, and lets every tool look after each so many; in a folder of its own. */
  private void flip(String folder, long seed, int times, int flipsPerLook) {
    System.out.println("FlipTest seed: -Dpenstock.test.seed=" + seed);
    Random random = new Random(seed);
    try (Books books = books(home.resolve(folder))) {
      books.keep(Books.ENDED);
      List<Path> files = files(books.data);
      Map<Path, Long> contents = new HashMap<>();
      for (Path file : files) {
        contents.put(file, contentOf(file));
      }
      for (int i = 0; i < times; i++) {
        Path file = files.get(random.nextInt(files.size()));
        long at = random.nextLong(random.nextInt(5) > 0 ? contents.get(file) : Files.size(file));
        int bits = 1 + random.nextInt(255);
        String flip = "flip " + i + ": " + file + " at " + at + " by " + bits;
        flip(file, at, bits);
        try {
          if (i % flipsPerLook == 0) {
            look(books.data, flip);
          }
          read(books.data, file.toString().endsWith(".cq4"), flip);
        } catch (RuntimeException | Error e) {
          throw new AssertionError(flip, e);
        } finally {
          flip(file, at, bits);
        }
      }
      assertTrue(read(books.data) == sent.size(), "all is there again");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Books books(Path folder) {
    Books books = new Books(folder, 2);
    for (int file = 0; file < FILES; file++) {
      for (int record = 0; record < RECORDS_PER_FILE; record++) {
        String[] datagrams = new String[3];
        for (int i = 0; i < datagrams.length; i++) {
          datagrams[i] = "name" + file + "." + record + "." + i + ":1|c";
          sent.add(datagrams[i]);
        }
        books.append(datagrams);
      }
      if (file < FILES - 1) {
        books.relayout(3 - file % 2);
      }
    }
    return books;
  }

  private static List<Path> files(DataDirectory data) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : List.of(data.journal(), data.journal(), data.readers(), data.counters())) {
      try (Stream<Path> inside = Files.list(folder)) {
        inside.filter(file -> !file.toString().endsWith(".precreated")).forEach(files::add);
      }
    }
    return files;
  }

  private static long contentOf(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 1 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private static void flip(Path file, long at, int bits) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ bits)).flip();
      channel.write(one, at);
    }
  }

  private void look(DataDirectory data, String flip) {
    for (String[] command : new String[][] {{"check"}, {"check", "--deep"}, {"repair"}}) {
      int code = run(data, command);
      assertTrue(code == 0 || code == 2, () -> flip + ": " + command[0] + " ended with " + code);
    }
  }

  private void read(DataDirectory data, boolean isJournal, String flip) {
    try {
      read(data);
    } catch (JournalException e) {
      // Damage in a roll file is got over; the table of Chronicle, and a newer version, may refuse.
      assertTrue(!isJournal, () -> flip + ": " + e);
    }
  }

  private static int run(DataDirectory data, String... words) {
    CommandLine program =
        new CommandLine(words[0].equals("repair") ? new RepairCommand() : new CheckCommand());
    program.setOut(new PrintWriter(new StringWriter()));
    program.setExecutionExceptionHandler(
        (e, _, _) -> {
          if (e instanceof ProgramException said) {
            return said.exitCode().code();
          }
          throw e;
        });
    List<String> arguments = new ArrayList<>(List.of(words).subList(1, words.length));
    arguments.addAll(List.of("--data-dir", data.root().toString()));
    return program.execute(arguments.toArray(new String[0]));
  }

  /** Returns how many datagrams were read; each was sent. */
  private int read(DataDirectory data) {
    int datagrams = 0;
    if (!JournalReader.exists(data.journal())) {
      return 0;
    }
    try (JournalReader journal =
            JournalReader.open(JournalOptions.of(data.journal()), Access.READ_ONLY);
        JournalCursor cursor = journal.newCursor()) {
      int idle = 0;
      for (int polls = 0; idle < 1_100; polls++) {
        if (polls == POLLS_MAX) {
          fail("no end after " + polls + " polls");
        }
        PollResult poll = cursor.poll();
        idle = poll == PollResult.NOTHING ? idle + 1 : 0;
        if (poll == PollResult.DATAGRAMS) {
          for (int i = 0; i < cursor.count(); i++) {
            byte[] bytes = new byte[cursor.datagramLength(i)];
            cursor.buffer().getBytes(cursor.datagramOffset(i), bytes);
            String datagram = new String(bytes, StandardCharsets.ISO_8859_1);
            assertTrue(sent.contains(datagram), () -> "never sent: " + datagram);
            datagrams++;
          }
        }
      }
    }
    return datagrams;
  }
}
