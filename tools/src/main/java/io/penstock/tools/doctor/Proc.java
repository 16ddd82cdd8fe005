package io.penstock.tools.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The kernel's files under {@code /proc}, or a copy of them. What is not there is empty. */
final class Proc {
  private final Path root;

  private Proc(Path root) {
    this.root = root;
  }

  /** That of this host. */
  static Proc ofHost() {
    return at(Path.of("/proc"));
  }

  static Proc at(Path root) {
    return new Proc(root);
  }

  Optional<String> text(String path) {
    try {
      return Optional.of(Files.readString(root.resolve(path)));
    } catch (IOException | RuntimeException notThere) {
      return Optional.empty();
    }
  }

  List<String> lines(String path) {
    return text(path).map(text -> text.lines().toList()).orElse(List.of());
  }

  /** A file that holds one number. */
  OptionalLong number(String path) {
    Optional<String> text = text(path).map(String::strip);
    return text.isPresent() && text.get().matches("-?\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(text.get()))
        : OptionalLong.empty();
  }

  /** A counter of {@code net/snmp}, where a line of names precedes a line of values. */
  OptionalLong udpCounter(String name) {
    List<String> lines =
        lines("net/snmp").stream().filter(line -> line.startsWith("Udp:")).toList();
    if (lines.size() < 2) {
      return OptionalLong.empty();
    }
    int at = List.of(lines.get(0).split("\\s+")).indexOf(name);
    String[] values = lines.get(1).split("\\s+");
    return at < 0 || at >= values.length
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(values[at]));
  }

  /** A counter of {@code net/snmp6}, a name and a value in each line. */
  OptionalLong udp6Counter(String name) {
    return lines("net/snmp6").stream()
        .map(line -> line.split("\\s+"))
        .filter(words -> words.length == 2 && words[0].equals("Udp6" + name))
        .mapToLong(words -> Long.parseLong(words[1]))
        .findFirst();
  }

  /** The words of a process's command line; none when it does not run, or is not ours to see. */
  List<String> commandLine(long pid) {
    return text(pid + "/cmdline").map(text -> List.of(text.split("\0"))).orElse(List.of());
  }

  /** The parent of a process. */
  OptionalLong parent(long pid) {
    return lines(pid + "/status").stream()
        .filter(line -> line.matches("PPid:\\s*\\d{1,18}"))
        .mapToLong(line -> Long.parseLong(line.substring("PPid:".length()).strip()))
        .findFirst();
  }

  /** Whether that process is one of Penstock's. */
  boolean isPenstock(long pid) {
    return commandLine(pid).stream().anyMatch(word -> word.contains("penstock"));
  }

  /** Files that a process has open; empty when it is not ours to see. */
  OptionalLong openFiles(long pid) {
    try (Stream<Path> files = Files.list(root.resolve(pid + "/fd"))) {
      return OptionalLong.of(files.count());
    } catch (IOException notOurs) {
      return OptionalLong.empty();
    }
  }

  /** The limit of open files of a process. */
  OptionalLong openFilesMax(String process) {
    return lines(process + "/limits").stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.substring("Max open files".length()).strip().split("\\s+")[0])
        .mapToLong(word -> word.matches("\\d{1,18}") ? Long.parseLong(word) : Long.MAX_VALUE)
        .findFirst();
  }

  /** Process ids that hold a flock on the file with that inode; -1 for one that is out of sight. */
  List<Long> flockHolders(long inode) {
    List<Long> holders = new ArrayList<>();
    for (String line : lines("locks")) {
      // 1: FLOCK  ADVISORY  WRITE 4711 08:01:1234567 0 EOF
      String[] words = line.strip().split("\\s+");
      if (words.length >= 6 && words[1].equals("FLOCK") && words[5].endsWith(":" + inode)) {
        long pid = Long.parseLong(words[4]);
        holders.add(pid > 0 ? pid : -1);
      }
    }
    return holders;
  }
}
