package io.penstock.worker.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The host's resolver, in a JVM whose names are a file: what a JVM caches, it caches for good. */
@Timeout(60)
class ResolverTest {
  private static final String NAME = "statsd.penstock.test";

  @Test
  void everyLookUpAsksAnewWhetherTheNameWasKnownOrNot(@TempDir Path folder) throws Exception {
    Path hosts = folder.resolve("hosts");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Djdk.net.hosts.file=" + hosts,
                "-cp",
                System.getProperty("java.class.path"),
                ResolverTest.class.getName(),
                hosts.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertEquals(List.of("[]", "[127.0.0.1]", "[127.0.0.2]", "[]"), said.lines().toList());
  }

  /** Looks the name up, and up again as soon as it leads elsewhere. */
  public static void main(String[] words) throws Exception {
    Resolver resolver = Resolver.ofHost();
    for (String known : List.of("127.0.0.9 other", "127.0.0.1 " + NAME, "127.0.0.2 " + NAME, "")) {
      Files.writeString(Path.of(words[0]), known + "\n");
      System.out.println(
          resolver.lookUp(NAME).join().stream().map(InetAddress::getHostAddress).toList());
    }
  }
}
