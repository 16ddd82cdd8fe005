package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces with a cable between them, for as long as a test runs. They take root;
 * without it the test is skipped and says why.
 *
 * <pre>
 *   here: 10.203.0.1 ═══ veth ═══ there: 10.203.0.2 and 10.203.0.3
 * </pre>
 */
final class Cable implements AutoCloseable {
  /** The address of the near end. */
  static final String HERE = "10.203.0.1";

  /** The address of the far end. */
  static final String THERE = "10.203.0.2";

  /** A second address of the far end, for what moves. */
  static final String ELSEWHERE = "10.203.0.3";

  private static final Path SETTINGS = Path.of("/etc/netns");
  private static final int SECONDS_MAX = 20;

  private final String name = "pst" + ProcessHandle.current().pid();
  private boolean madeSettings;

  private Cable() {}

  /** Lays it; both ends are up. */
  static Cable lay() throws IOException {
    Cable cable = new Cable();
    String obstacle = cable.addNamespaces();
    if (!obstacle.isEmpty()) {
      cable.close();
      System.out.println("skipped: " + obstacle);
    }
    assumeTrue(obstacle.isEmpty(), obstacle);
    try {
      cable.connect();
    } catch (IOException | AssertionError e) {
      cable.close();
      throw e;
    }
    return cable;
  }

  private String addNamespaces() throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return "network namespaces need root";
    }
    for (String namespace : List.of(here(), there())) {
      String failure = run(List.of("ip", "netns", "add", namespace));
      if (!failure.isEmpty()) {
        return "no network namespaces here: " + failure;
      }
    }
    return "";
  }

  private void connect() throws IOException {
    ip(
        "link add %s netns %s type veth peer name %s netns %s"
            .formatted(device(here()), here(), device(there()), there()));
    ip("-n " + here() + " addr add " + HERE + "/24 dev " + device(here()));
    ip("-n " + there() + " addr add " + THERE + "/24 dev " + device(there()));
    ip("-n " + there() + " addr add " + ELSEWHERE + "/24 dev " + device(there()));
    for (String namespace : List.of(here(), there())) {
      ip("-n " + namespace + " link set lo up");
      ip("-n " + namespace + " link set " + device(namespace) + " up");
    }
  }

  /** The near namespace. */
  String here() {
    return name + "-a";
  }

  /** The far namespace. */
  String there() {
    return name + "-b";
  }

  /** The end of the cable that lies in a namespace. */
  static String device(String namespace) {
    return namespace.replace("-", "");
  }

  /** The far end's hardware address. */
  String hardwareAddress() throws IOException {
    String link = run(List.of("ip", "-n", there(), "-o", "link", "show", device(there())));
    return link.replaceAll("(?s).*link/ether ([0-9a-f:]+).*", "$1");
  }

  /** Has what is started here from now on ask a name server of the far end, and nobody else. */
  void askForNamesThere() throws IOException {
    madeSettings = !Files.exists(SETTINGS);
    Path ours = Files.createDirectories(SETTINGS.resolve(here()));
    Files.writeString(
        ours.resolve("resolv.conf"), "nameserver " + THERE + "\noptions timeout:1 attempts:3\n");
    if (Files.exists(Path.of("/etc/nsswitch.conf"))) {
      Files.writeString(ours.resolve("nsswitch.conf"), "hosts: files dns\n");
    }
  }

  /** Runs {@code ip}; a failure fails the test. */
  static void ip(String words) throws IOException {
    assertEquals("", run(List.of(("ip " + words).split(" "))), words);
  }

  /** Runs a command; what it says, empty when all is well. */
  static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return said.strip();
  }

  /** Takes away what was made; what lives in the namespaces must have ended. */
  @Override
  public void close() throws IOException {
    run(List.of("ip", "netns", "del", here()));
    run(List.of("ip", "netns", "del", there()));
    Path ours = SETTINGS.resolve(here());
    for (String file : List.of("resolv.conf", "nsswitch.conf")) {
      Files.deleteIfExists(ours.resolve(file));
    }
    Files.deleteIfExists(ours);
    if (madeSettings) {
      try {
        Files.deleteIfExists(SETTINGS);
      } catch (DirectoryNotEmptyException e) {
        // somebody else has begun to use it
      }
    }
  }
}
