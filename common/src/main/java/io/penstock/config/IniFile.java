package io.penstock.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.configuration2.INIConfiguration;
import org.apache.commons.configuration2.tree.ImmutableNode;

/**
 * The entries of an INI file, each with its line.
 *
 * <p>Commons Configuration decides what the entries are. It keeps no line numbers, so the text is
 * looked through once more for those; they are for people to read and nothing depends on them.
 */
final class IniFile {
  private final String shownName;
  private final Map<String, Deque<Integer>> lines = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  private IniFile(String shownName) {
    this.shownName = shownName;
  }

  /**
   * Reads the file.
   *
   * @param shownName how the user named it, for messages
   * @throws ConfigurationException when it cannot be read or is no text
   */
  static List<Entry> read(Path file, String shownName) {
    try {
      String text = Files.readString(file);
      IniFile ini = new IniFile(shownName);
      ini.findLines(text.lines().toList());
      ini.collect(parse(text.startsWith("\ufeff") ? text.substring(1) : text));
      return ini.entries;
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(shownName + ": is not UTF-8 text");
    } catch (IOException | org.apache.commons.configuration2.ex.ConfigurationException e) {
      String reason = Files.isDirectory(file) ? "is a folder" : "cannot be read (permission?)";
      throw new ConfigurationException(shownName + ": " + reason);
    }
  }

  private static ImmutableNode parse(String text)
      throws IOException, org.apache.commons.configuration2.ex.ConfigurationException {
    INIConfiguration ini = INIConfiguration.builder().setSectionInLineCommentsAllowed(true).build();
    ini.setInterpolator(null);
    ini.read(new StringReader(text));
    return ini.getNodeModel().getNodeHandler().getRootNode();
  }

  /** A node with a value is a key of the top level, one without is a section. */
  private void collect(ImmutableNode root) {
    for (ImmutableNode node : root.getChildren()) {
      if (node.getValue() != null) {
        add("", node);
      } else {
        node.getChildren().forEach(child -> add(node.getNodeName(), child));
      }
    }
  }

  private void add(String section, ImmutableNode node) {
    String name = node.getNodeName();
    Deque<Integer> found = lines.getOrDefault(section + "\n" + name, new ArrayDeque<>());
    int line = found.isEmpty() ? 0 : found.removeFirst();
    String value = String.valueOf(node.getValue()).strip();
    entries.add(new Entry(section, name, value, Origin.file(shownName, line)));
  }

  private void findLines(List<String> text) {
    String section = "";
    for (int i = 0; i < text.size(); i++) {
      String line = text.get(i).strip();
      if (line.startsWith("[") && line.indexOf(']') > 0) {
        section = line.substring(1, line.indexOf(']')).strip();
      } else if (!line.isEmpty() && "#;".indexOf(line.charAt(0)) < 0) {
        String name = line.split("[=:]", 2)[0].strip();
        lines.computeIfAbsent(section + "\n" + name, any -> new ArrayDeque<>()).addLast(i + 1);
      }
    }
  }
}
