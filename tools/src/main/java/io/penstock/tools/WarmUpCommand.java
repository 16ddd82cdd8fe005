package io.penstock.tools;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs what people wait for, one after the other in one process, while Java notes which classes
 * that takes: the launcher's start-up cache. Only the launcher calls it.
 */
@Command(name = "warm-up", hidden = true, description = "For the launcher.")
final class WarmUpCommand implements Runnable {
  @Parameters(paramLabel = "DIR", description = "A data directory that ingest has made.")
  private String directory;

  @Override
  public void run() {
    for (List<String> words :
        List.of(
            List.of("status"),
            List.of("dump", "--since", "1h", "--match", "a*", "--type", "c", "--tail", "3"),
            List.of("explain", "web.hits,host=a:1|c"),
            List.of("top", "--since", "1h"),
            List.of("dump", "--from", "0", "--limit", "1", "--format", "json"))) {
      String[] arguments = new String[words.size() + 2];
      words.toArray(arguments);
      arguments[words.size()] = "--data-dir";
      arguments[words.size() + 1] = directory;
      PenstockMain.run(arguments);
    }
  }
}
