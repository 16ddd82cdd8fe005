package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody at a terminal of 80 columns sees; util-linux's script(1) makes the terminal. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class TerminalTest {
  private static final String SHOW_CURSOR = "\u001b[?25h";

  /** Runs a command line on a terminal; what is typed comes at once and waits there. */
  private static Exit onATerminal(Penstock penstock, String typed, String words) {
    String command =
        "stty cols 80 rows 24; '%s' %s -c '%s'; echo exit $?"
            .formatted(Penstock.LAUNCHER, words, penstock.config().write());
    return penstock
        .launchAsIs(
            "terminal",
            List.of(
                "sh", "-c", "printf '%s' | script -qec \"$0\" /dev/null".formatted(typed), command))
        .awaitEnd();
  }

  private static void fill(Penstock penstock, int datagrams) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/script")), "script(1) of util-linux is not there");
    penstock.destinations(List.of(Loopback.fresh()));
    penstock.startIngest();
    Traffic.send(Offered.to(penstock).datagrams(datagrams));
    penstock.awaitReceived(datagrams);
  }

  @Test
  void aPageThatIsDrawnAgainAndAgainEndsByQAndLeavesTheTerminalAsItWas(Penstock penstock)
      throws Exception {
    fill(penstock, 1_000);
    for (String words : List.of("top --watch 1", "status --watch")) {
      Exit exit = onATerminal(penstock, "q", words);
      String shown = exit.out().replace("\r", "");
      assertTrue(shown.contains("\u001b[?25l\u001b[H\u001b[2J"), () -> "in place: " + exit.text());
      assertTrue(shown.endsWith(SHOW_CURSOR + "exit 0\n"), exit::text);
      assertTrue(shown.contains("datagrams"), exit::text);
      assertEquals(0, exit.code(), exit::text);
    }
  }

  @Test
  void aBarFitsSaysWhenItEndsAndIsGoneAfterwards(Penstock penstock) throws Exception {
    fill(penstock, 3_000);
    penstock.ingest().sigterm();
    InetSocketAddress address = Loopback.fresh();
    try (DatagramSocket _ = new DatagramSocket(address)) {
      String words =
          "replay --from 0 --to %s --rate 2000/s --execute --resume-file '%s'"
              .formatted(Loopback.text(address), penstock.home().resolve("r"));
      Exit seen = onATerminal(penstock, "", words);
      List<String> bars =
          Arrays.stream(seen.out().split("[\r\n]+"))
              .map(line -> line.replace("\u001b[K", ""))
              .filter(line -> line.startsWith("replaying "))
              .toList();
      assertTrue(bars.size() > 1, seen::text);
      assertTrue(bars.stream().allMatch(bar -> bar.length() < 80), bars::toString);
      assertTrue(
          bars.getLast().matches("replaying +\\d+ % .*\\d datagrams, .*/s, .* left"),
          bars::toString);
      assertTrue(seen.out().contains("\r\u001b[Ksent 3,000 lines"), seen::text);
      assertTrue(seen.out().endsWith("exit 0\r\n"), seen::text);

      Exit unseen =
          penstock.tool("replay", "--from", "0", "--to", Loopback.text(address), "--execute");
      assertEquals(0, unseen.code(), unseen::text);
      assertFalse(unseen.text().contains("replaying"), unseen::text);
      assertFalse(unseen.text().contains("\r"), unseen::text);
      assertNothingIsLeft(penstock);
    }
  }

  private static void assertNothingIsLeft(Penstock penstock) throws IOException {
    try (var files = Files.list(penstock.home())) {
      assertFalse(files.anyMatch(file -> file.toString().endsWith(".resume")));
    }
  }
}
