package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.daemon.ExitCode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An ingest whose file is cut off under it ends with an error, and not as if in order. */
@ExtendWith(PenstockExtension.class)
@Timeout(300)
@Tag("long")
class FailedIngestTest {
  @Test
  void itsBooksAreOpenUntilTheNextStartClosesThem(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(1)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      penstock.startWorker();
      Traffic.send(Offered.to(penstock).datagrams(5_000).named("before"));
      penstock.awaitReceived(5_000);
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      cutOff(newestFile(penstock.data().resolve("journal")));
      sendWhileItLives(penstock);
      Exit end = penstock.ingest().awaitEnd();
      assertEquals(ExitCode.BROKEN_PROMISE.code(), end.code(), end::text);
      Exit check = Balance.check(penstock);
      assertEquals(0, check.code(), check::text);
      assertTrue(
          Balance.equations(check)
              .filter(equation -> equation.get("of").getAsString().equals("ingest"))
              .noneMatch(equation -> equation.get("verdict").getAsString().equals("fails")),
          check::text);
      penstock.startIngest();
      penstock.startWorker();
      Traffic.send(Offered.to(penstock).datagrams(1_000).named("after"));
      penstock.awaitDelivered();
      Balance.assertZeroOfWhatIsLeft(penstock);
    }
  }

  private static Path newestFile(Path journal) throws IOException {
    try (Stream<Path> files = Files.list(journal)) {
      return files
          .filter(file -> file.toString().endsWith(".cq4"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private static void cutOff(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  private static void sendWhileItLives(Penstock penstock) throws Exception {
    byte[] line = "a:1|c".getBytes();
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 20_000 && penstock.ingest().isAlive(); i++) {
        socket.send(new DatagramPacket(line, line.length, penstock.address()));
        Thread.sleep(1);
      }
    }
  }
}
