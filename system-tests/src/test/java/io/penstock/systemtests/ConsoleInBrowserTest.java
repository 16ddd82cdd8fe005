package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody sees who has the console's page open while daemons die and come back. */
@ExtendWith(PenstockExtension.class)
@Timeout(600)
@Tag("long")
class ConsoleInBrowserTest {
  private static final Duration SHOWN_MAX = Duration.ofSeconds(60);
  private static final int SHARDS = 2;

  /** Markup, a script's address, and a character that turns the direction of what follows. */
  private static final String HOSTILE =
      "<img src=x onerror=alert(1)>\u202e<script>alert(2)</script>";

  private final InetSocketAddress address = Loopback.fresh();

  @Test
  void thePageSaysWhatDiesAndWhatComesBack(Penstock penstock) throws Exception {
    Optional<Path> program = Browser.program();
    assumeTrue(program.isPresent(), "no browser on the PATH; on Debian: apt-get install chromium");
    try (Sinks sinks = Sinks.start(SHARDS);
        Browser browser = Browser.start(program.get(), penstock.home().resolve("browser"))) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      penstock.startWorker();
      Daemon console = launchConsole(penstock);
      browser.screen(1400, 1000, "light");
      browser.open("http://" + Loopback.text(address) + "/");
      awaitWord(browser, "#link", "live");
      Traffic.send(Offered.to(penstock).at(2_000).datagrams(4_000));
      await("the page shows what came in")
          .atMost(SHOWN_MAX)
          .until(() -> browser.text("#f-ingest .figure").equals("4,000 received"));
      awaitWord(browser, "#a-loss .state", "no");
      awaitWord(browser, "#a-servers .state", "all 2");
      penstock.awaitDelivered();
      shootAll(browser);

      penstock.worker().kill9();
      awaitWord(browser, "#a-servers .state", "2 of 2 not");
      sendHostileLines(penstock);
      penstock.ingest().kill9();
      awaitWord(browser, "#f-ingest .state", "dead");
      assertHostileLinesAreText(browser);

      console.kill9();
      awaitWord(browser, "#link", "the console does not answer; trying again");
      assertEquals("true", browser.ask("document.body.classList.contains('stale')"));
      launchConsole(penstock);
      awaitWord(browser, "#link", "live");

      penstock.startIngest();
      awaitWord(browser, "#f-ingest .state", "alive");
      penstock.startWorker();
      awaitWord(browser, "#a-servers .state", "all 2");
      assertEquals(List.of(), browser.complaints());
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      penstock.ingest().sigterm();
      Balance.assertZero(penstock);
    }
  }

  private Daemon launchConsole(Penstock penstock) {
    Daemon console =
        penstock.launch(List.of(), "console", "--set", "console.bind=" + Loopback.text(address));
    await("the console serves")
        .atMost(SHOWN_MAX)
        .until(() -> !console.isAlive() || console.log().contains("serves http://"));
    assertTrue(console.isAlive(), console::log);
    return console;
  }

  private static void awaitWord(Browser browser, String selector, String word) {
    await(selector + " says " + word)
        .atMost(SHOWN_MAX)
        .until(() -> browser.text(selector).equals(word));
  }

  /** No width makes the page wider than the screen. */
  private static void shootAll(Browser browser) throws Exception {
    for (String scheme : List.of("light", "dark")) {
      for (int width : List.of(1400, 390)) {
        browser.screen(width, 1000, scheme);
        await("nothing is wider than a screen of " + width)
            .atMost(SHOWN_MAX)
            .until(
                () ->
                    Integer.parseInt(browser.ask("document.documentElement.scrollWidth")) <= width);
        browser.shoot(Path.of("target", "console-" + scheme + "-" + width + ".png"));
      }
    }
    browser.screen(1400, 1000, "light");
  }

  private static void sendHostileLines(Penstock penstock) throws Exception {
    long before = penstock.head();
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 20; i++) {
        byte[] line = (HOSTILE + i + ":1|c").getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(line, line.length, penstock.address()));
      }
    }
    penstock.awaitReceived(before + 20);
  }

  private static void assertHostileLinesAreText(Browser browser) throws Exception {
    browser.ask("location.hash = '#shard-0'");
    awaitWord(browser, "#h-shard", "shard-0");
    browser.ask("document.getElementById('s-find').requestSubmit()");
    await("the lines that wait are shown")
        .atMost(SHOWN_MAX)
        .until(() -> browser.text("#s-lines").contains("alert(1)"));
    String shown = browser.text("#s-lines");
    assertTrue(shown.contains("<img src=x onerror=alert(1)>\\u{202e}<script>"), shown);
    assertEquals("0", browser.ask("document.images.length"));
    assertEquals("2", browser.ask("document.scripts.length"), "the page's own two");
  }
}
