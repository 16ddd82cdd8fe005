import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks or rewrites the looks of every Java file below a folder.
 *
 * <p>Run by the build on the JDK that compiles, since the formatter parses only what its own JVM's
 * compiler can: {@code java Format.java check|write FOLDER}. Exit 1 when a check finds a file that
 * would change. What was found well formatted is remembered by its content in {@code
 * target/build-tools}, so that only what changed since costs time.
 */
public final class Format {
  public static void main(String[] arguments) throws Exception {
    boolean write = arguments[0].equals("write");
    Path root = Path.of(arguments[1]);
    Path memory = root.resolve("target/build-tools/formatted-" + formatterVersion());
    Set<String> known = Files.exists(memory) ? Set.copyOf(Files.readAllLines(memory)) : Set.of();
    Set<String> formatted = new TreeSet<>();
    int changed = 0;
    for (Path file : javaFiles(root)) {
      String before = Files.readString(file);
      if (known.contains(digest(before))) {
        formatted.add(digest(before));
        continue;
      }
      String after = formatted(before);
      if (write || after.equals(before)) {
        formatted.add(digest(after));
      }
      if (!after.equals(before)) {
        changed++;
        System.out.println((write ? "formatted " : "not formatted: ") + file);
        if (write) {
          Files.writeString(file, after);
        }
      }
    }
    Files.createDirectories(memory.getParent());
    Files.write(memory, formatted);
    if (changed > 0 && !write) {
      System.out.println("mend with: mvn -q -N validate -Dformat.mode=write");
      System.exit(1);
    }
  }

  /** Another formatter or another compiler may see it otherwise. */
  private static String formatterVersion() throws Exception {
    Path jar = Path.of(Formatter.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return Runtime.version().feature() + "-" + Files.size(jar);
  }

  private static String digest(String text) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash);
  }

  private static String formatted(String source) throws Exception {
    String text = RemoveUnusedImports.removeUnusedImports(source);
    text = ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.GOOGLE);
    return new Formatter().formatSource(text);
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      return paths
          .filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !path.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }
}
