package io.penstock.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/configuration.md are {@link Keys} and nothing else.
 *
 * <p>{@code -Dpages.mode=write} rewrites them.
 */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final String BEGIN = "<!-- keys: made from Keys.java, do not edit -->\n";
  private static final String END = "<!-- end of keys -->\n";
  private static final String REWRITE =
      "docs/configuration.md differs from Keys; rewrite it: mvn -q test -pl common"
          + " -Dtest=ConfigurationPageTest -Dpages.mode=write";

  @Test
  void theTablesAreTheKeys() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertTrue(begin > BEGIN.length() && end >= begin, PAGE + " has lost its marks");
    if (System.getProperty("pages.mode", "check").equals("write")) {
      Files.writeString(PAGE, page.substring(0, begin) + tables() + page.substring(end));
    } else {
      assertEquals(tables(), page.substring(begin, end), REWRITE);
    }
  }

  private static String tables() {
    StringBuilder text = new StringBuilder();
    String section = null;
    for (Key<?> key : Keys.all()) {
      if (!key.section().equals(section)) {
        section = key.section();
        String title = section.isEmpty() ? "Top of the file" : "`[" + section + "]`";
        text.append("\n## ").append(title).append("\n\n| key | default | |\n|---|---|---|\n");
      }
      String value = key.isRequired() ? "required" : "`" + key.defaultText() + "`";
      text.append("| `").append(key.name()).append("` | ").append(value).append(" | ");
      text.append(key.help().replace("|", "\\|")).append(" |\n");
    }
    return text.append('\n').toString();
  }
}
