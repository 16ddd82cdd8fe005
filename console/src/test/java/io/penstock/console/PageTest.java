package io.penstock.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the page, as a browser gets them. */
class PageTest {
  private static final List<String> OURS = List.of("/", "/console.css", "/console.js", "/icon.svg");

  @TempDir private Path folder;

  private Console console;
  private InetSocketAddress server;

  @BeforeEach
  void open() {
    console = new DataFolder(folder).ingest(1).console("ready = drops=0");
    server = console.address();
  }

  @AfterEach
  void close() {
    console.close();
  }

  private static boolean hasCharts() {
    return PageTest.class.getResource("page/uplot/LICENSE") != null;
  }

  @Test
  void everyFileThatThePageNamesIsThere() throws IOException {
    String page = Raw.get(server, "/").body();
    Matcher named = Pattern.compile("(?:src|href)=\"([^\"#]+)\"").matcher(page);
    int files = 0;
    while (named.find()) {
      boolean isThere = hasCharts() || !named.group(1).startsWith("/uplot/");
      assertEquals(isThere ? 200 : 404, Raw.get(server, named.group(1)).status(), named.group(1));
      files++;
    }
    assertTrue(files >= 6, page);
  }

  @Test
  void nothingComesFromElsewhereAndNothingIsInline() throws IOException {
    for (String path : OURS) {
      String text = Raw.get(server, path).body().replace("http://www.w3.org/2000/svg", "");
      assertFalse(text.matches("(?s).*(https?:)?//[a-z0-9-]+\\.[a-z].*"), path);
      assertFalse(text.contains("innerHTML"), path);
      assertFalse(text.contains("eval("), path);
    }
    String page = Raw.get(server, "/").body();
    assertFalse(page.matches("(?s).*\\s(style|on[a-z]+)=\".*"), page);
    assertFalse(page.matches("(?s).*<script>.*"), page);
    assertFalse(page.contains("<style"), page);
  }

  @Test
  void theChartsAreTheVersionThatIsNamedAndTheirLicenceIsBesideThem() throws IOException {
    assumeTrue(hasCharts(), "this build has no charts: npm was missing when it was made");
    assertTrue(Raw.get(server, "/uplot/uPlot.iife.min.js").body().contains("uPlot (v1.6.32)"));
    assertTrue(Raw.get(server, "/uplot/LICENSE").body().startsWith("The MIT License"));
  }

  @Test
  void whoHasAFileAlreadyIsToldThatItIsTheSame() throws IOException {
    Raw.Reply first = Raw.get(server, "/console.js");
    Raw.Reply again = Raw.get(server, "/console.js", "If-None-Match: " + first.header("etag"));
    assertEquals(304, again.status());
    assertEquals("", again.body());
  }

  @Test
  void everyElementThatTheScriptNamesIsInThePage() throws IOException {
    String page = Raw.get(server, "/").body();
    Matcher named =
        Pattern.compile("byId\\(\"([a-z-]+)\"\\)|(?:answer|part)\\(\"([a-z-]+)\"")
            .matcher(Raw.get(server, "/console.js").body());
    int elements = 0;
    while (named.find()) {
      String id = named.group(1) == null ? named.group(2) : named.group(1);
      assertTrue(page.contains("id=\"" + id + "\""), id);
      elements++;
    }
    assertTrue(elements > 20);
  }
}
