package io.penstock.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Packets that get lost on their way into a network namespace, at random, and how many. Whoever
 * sent them is told nothing: they are dropped where they arrive.
 *
 * <p>By nftables, the host's own or Debian's, unpacked once under {@code target/}. Where neither is
 * to be had, or the kernel cannot do it, the test is skipped and says why.
 */
final class PacketLoss implements AutoCloseable {
  private static final Path FOLDER = Path.of("target/nftables").toAbsolutePath();

  private final String namespace;

  private PacketLoss(String namespace) {
    this.namespace = namespace;
  }

  /** Begins to lose so many of a hundred packets of TCP, and as many of UDP. */
  static PacketLoss begin(String namespace, int percent) throws IOException {
    PacketLoss loss = new PacketLoss(namespace);
    String trouble = install();
    trouble = trouble.isEmpty() ? loss.nft("-f", rules(percent).toString()) : trouble;
    if (!trouble.isEmpty()) {
      System.out.println("skipped: no packets can be lost here: " + trouble);
    }
    assumeTrue(trouble.isEmpty(), "no packets can be lost here: " + trouble);
    return loss;
  }

  private static Path rules(int percent) throws IOException {
    StringBuilder rules = new StringBuilder("table ip lossy {\n chain in {\n");
    rules.append("  type filter hook input priority 0\n");
    for (String protocol : List.of("tcp", "udp")) {
      rules.append(
          "  meta l4proto %s numgen random mod 100 < %d counter drop\n"
              .formatted(protocol, percent));
    }
    Files.createDirectories(FOLDER);
    return Files.writeString(FOLDER.resolve("rules"), rules.append(" }\n}\n"));
  }

  /** How many packets of {@code tcp} or {@code udp} were lost so far. */
  long packets(String protocol) throws IOException {
    String rules = nft("list", "ruleset");
    Matcher counted =
        Pattern.compile("l4proto " + protocol + " .*counter packets (\\d+)").matcher(rules);
    if (!counted.find()) {
      throw new AssertionError("nothing is counted in " + rules);
    }
    return Long.parseLong(counted.group(1));
  }

  /** Loses no more. */
  @Override
  public void close() throws IOException {
    nft("delete", "table", "ip", "lossy");
  }

  private String nft(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    Path unpacked = unpacked();
    if (unpacked == null) {
      command.add("nft");
    } else {
      command.addAll(List.of("env", "LD_LIBRARY_PATH=" + libraries(), unpacked.toString()));
    }
    command.addAll(List.of(words));
    return Cable.run(command);
  }

  private static String install() throws IOException {
    try (Turn _ = Turn.toPrepare()) {
      return installed();
    }
  }

  private static String installed() throws IOException {
    if (unpacked() != null || Unpacking.run(FOLDER, "nft", "--version").isEmpty()) {
      return "";
    }
    Files.createDirectories(FOLDER);
    String trouble =
        Unpacking.run(
            FOLDER,
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "--download-only",
            "-o",
            "Dir::Cache::archives=" + FOLDER,
            "-o",
            "Debug::NoLocking=true",
            "nftables");
    if (trouble.isEmpty()) {
      trouble =
          Unpacking.run(
              FOLDER, "sh", "-c", "for file in *.deb; do dpkg -x $file . || exit 1; done");
    }
    return trouble.isEmpty() && unpacked() == null ? "nft is not in the package" : trouble;
  }

  private static Path unpacked() {
    Path nft = FOLDER.resolve("usr/sbin/nft");
    return Files.isExecutable(nft) ? nft : null;
  }

  private static String libraries() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER.resolve("usr/lib"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("libnftables.so"))
          .map(file -> file.getParent().toString())
          .findFirst()
          .orElse("");
    }
  }
}
