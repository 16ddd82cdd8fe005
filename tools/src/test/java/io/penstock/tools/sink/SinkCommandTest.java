package io.penstock.tools.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a sink says of what was to come, when nothing comes. */
class SinkCommandTest {
  private static final int OK = 0;
  private static final int NOT_SO = 1;
  private static final int USAGE = 2;

  @TempDir Path folder;

  private static String run(int exitCode, String... more) {
    StringWriter out = new StringWriter();
    CommandLine program = new CommandLine(new SinkCommand());
    program.setOut(new PrintWriter(out));
    program.setErr(new PrintWriter(out));
    String[] words = new String[more.length + 4];
    System.arraycopy(more, 0, words, 4, more.length);
    System.arraycopy(new String[] {"--ports", "0", "--seconds", "1ms"}, 0, words, 0, 4);
    assertEquals(exitCode, program.execute(words), out.toString());
    return out.toString();
  }

  private String report(String name, String json) throws IOException {
    return Files.writeString(folder.resolve(name), json).toString();
  }

  @Test
  void nothingIsEqualToNothingAndDiffersFromALine() throws IOException {
    String none = report("none", "{\"lines\": 0, \"content\": \"0000000000000000\"}");
    String one = report("one", "{\"lines\": 1, \"content\": \"ffffffffffffffff\"}");
    String back = report("back", "{\"lines\": -1, \"content\": \"0000000000000001\"}");
    assertTrue(run(OK, "--verify", "--load-report", none).contains("equal"));
    String page = run(NOT_SO, "--verify", "--load-report", one);
    assertTrue(page.contains("expected 1 lines: 1 missing"), page);
    assertTrue(page.contains("content of what was sent: ffffffffffffffff, differs"), page);
    String json =
        run(OK, "--quiet-count", "--verify", "--json", "--load-report", one, "--load-report", back);
    assertTrue(json.contains("\"content_equal\": true"), json);
    assertTrue(json.contains("\"expected_content\": \"0000000000000000\""), json);
  }

  @Test
  void sameNumberAndOtherContentIsNotTheSame() throws IOException {
    String other = report("other", "{\"lines\": 0, \"content\": \"0000000000000001\"}");
    assertTrue(run(NOT_SO, "--verify", "--load-report", other).contains("differs"));
    assertTrue(run(OK, "--load-report", other).contains("0 missing"));
  }

  @Test
  void withoutSomethingToCompareNothingIsVerified() throws IOException {
    assertTrue(run(USAGE, "--verify").contains("--verify needs --load-report"));
    String before = report("before", "{\"lines\": 0}");
    run(NOT_SO, "--verify", "--load-report", before);
    run(OK, "--load-report", before);
    run(NOT_SO, "--load-report", report("odd", "{\"lines\": 0, \"content\": \"?\"}"));
  }
}
