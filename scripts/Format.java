import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks or rewrites the looks of every Java file below a folder.
 *
 * <p>Run by the build on the JDK that compiles, since the formatter parses only what its own JVM's
 * compiler can: {@code java Format.java check|write FOLDER}. Exit 1 when a check finds a file that
 * would change.
 */
public final class Format {
  public static void main(String[] arguments) throws Exception {
    boolean write = arguments[0].equals("write");
    int changed = 0;
    for (Path file : javaFiles(Path.of(arguments[1]))) {
      String before = Files.readString(file);
      String after = formatted(before);
      if (!after.equals(before)) {
        changed++;
        System.out.println((write ? "formatted " : "not formatted: ") + file);
        if (write) {
          Files.writeString(file, after);
        }
      }
    }
    if (changed > 0 && !write) {
      System.out.println("mend with: mvn -q -N validate -Dformat.mode=write");
      System.exit(1);
    }
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
