import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Lays out what is packaged; the plugins of {@code scripts/packaging/pom.xml} then only put it into
 * archives.
 *
 * <p>Run by that build, on the JDK that compiles, whose run-time image the package gets: {@code
 * java PackageTree.java CHECKOUT TARGET VERSION TIMESTAMP CACHES}. It makes three folders in
 * TARGET:
 *
 * <pre>
 * home/     what the launcher needs, wherever it lies: /usr/lib/penstock, or the unpacked tar.gz
 * host/     what a Debian host has elsewhere: /etc, /usr/lib/systemd, /usr/share
 * control/  what dpkg reads
 * </pre>
 *
 * <p>Everything has the one time stamp before the start-up caches are made, because Java compares
 * the times of the jars with those in the cache.
 */
public final class PackageTree {
  /**
   * The modules of the run-time image. jdeps finds more, in corners of libraries that nothing here
   * enters: java.desktop (commons-lang3, chronicle-core), java.sql (gson, chronicle-wire),
   * java.compiler (agrona, chronicle-wire).
   */
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.management", // garbage, threads and CPU of the process
          "jdk.httpserver", // the console
          "jdk.management", // the same, in numbers that only HotSpot has
          "java.naming", // logback and Chronicle link against it
          "java.xml", // logback
          "jdk.unsupported"); // sun.misc.Unsafe, for Chronicle and Agrona

  /** The pages outside of docs/ that pages link to. */
  private static final List<String> PAGES =
      List.of(
          "README.md",
          "ARCHITECTURE.md",
          "CHANGELOG.md",
          "CONTRIBUTING.md",
          "RELIABILITY.md",
          "benchmarks/README.md",
          "config.ini");

  private static final long CACHES_MAX_MINUTES = 5;
  private static final List<String> PROGRAMS = List.of("ingest", "worker", "console", "tools");

  private final Path checkout;
  private final Path home;
  private final Path host;
  private final Path control;
  private final String version;
  private final Instant stamp;

  private PackageTree(Path checkout, Path target, String version, Instant stamp) {
    this.checkout = checkout;
    this.home = target.resolve("home");
    this.host = target.resolve("host");
    this.control = target.resolve("control");
    this.version = version;
    this.stamp = stamp;
  }

  public static void main(String[] arguments) throws Exception {
    PackageTree tree =
        new PackageTree(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            arguments[2].replace("-", "~"), // a snapshot sorts before its release
            Instant.parse(arguments[3]));
    tree.build(Boolean.parseBoolean(arguments[4]));
  }

  private void build(boolean caches) throws Exception {
    for (Path folder : List.of(home, host, control)) {
      delete(folder);
      Files.createDirectories(folder);
    }
    gatherJars();
    linkRuntime();
    copy(checkout.resolve("scripts/penstock"), home.resolve("bin/penstock"));
    copy(checkout.resolve("config.ini"), home.resolve("config.ini"));
    copy(checkout.resolve("LICENSE"), home.resolve("LICENSE"));
    copy(checkout.resolve("scripts/packaging/README.tar"), home.resolve("README"));
    Path bill = checkout.resolve("scripts/packaging/target/penstock.cdx.json");
    if (!Files.exists(bill)) {
      throw new IllegalStateException(
          "no " + bill + ": its plugin works online only; leave out -o");
    }
    copy(bill, home.resolve("share/doc/penstock.cdx.json"));
    billCharts(home.resolve("share/doc/penstock.cdx.json"));
    copyTree(checkout.resolve("target/dist/share"), home.resolve("share"));
    gatherUnits();
    gatherDocuments();
    layOutHost();
    writeControl();
    normalize(home);
    normalize(host);
    if (caches) {
      makeCaches();
      normalize(home);
    }
  }

  /** The programs and what their manifests name; nothing that an older build left behind. */
  private void gatherJars() throws IOException {
    Path lib = checkout.resolve("target/dist/lib");
    TreeSet<String> names = new TreeSet<>();
    for (String program : PROGRAMS) {
      String main = "penstock-" + program + ".jar";
      names.add(main);
      try (JarFile jar = new JarFile(lib.resolve(main).toFile())) {
        String path = jar.getManifest().getMainAttributes().getValue("Class-Path");
        names.addAll(List.of(path.split(" ")));
      }
    }
    for (String name : names) {
      copy(lib.resolve(name), home.resolve("lib").resolve(name));
    }
  }

  /** What npm brought into the console's jar is no artifact of Maven's; the bill has it too. */
  private void billCharts(Path bill) throws IOException {
    Path console = checkout.resolve("target/dist/lib/penstock-console.jar");
    try (JarFile jar = new JarFile(console.toFile())) {
      if (jar.getEntry("io/penstock/console/page/uplot/uPlot.iife.min.js") == null) {
        System.err.println("the package has no charts: npm was missing when it was built");
        return;
      }
    }
    Matcher lock =
        Pattern.compile(
                "\"node_modules/uplot\": \\{\\s*\"version\": \"([^\"]+)\","
                    + "(?:\\s*\"resolved\": \"[^\"]*\",)?\\s*\"integrity\": \"sha512-([^\"]+)\"")
            .matcher(Files.readString(checkout.resolve("console/package-lock.json")));
    String text = Files.readString(bill);
    String components = "\"components\" : [";
    int at = text.indexOf(components + "\n    {\n      \"type\"");
    if (!lock.find() || at < 0) {
      throw new IllegalStateException("cannot add uPlot to " + bill);
    }
    String sum = HexFormat.of().formatHex(Base64.getDecoder().decode(lock.group(2)));
    String component =
        """

            {
              "type" : "library",
              "bom-ref" : "pkg:npm/uplot@%1$s",
              "name" : "uplot",
              "version" : "%1$s",
              "hashes" : [ { "alg" : "SHA-512", "content" : "%2$s" } ],
              "licenses" : [ { "license" : { "id" : "MIT" } } ],
              "purl" : "pkg:npm/uplot@%1$s"
            },"""
            .formatted(lock.group(1), sum);
    int after = at + components.length();
    Files.writeString(bill, text.substring(0, after) + component + text.substring(after));
  }

  private void linkRuntime() throws IOException {
    Path runtime = home.resolve("runtime");
    checkCanLink();
    run(
        "jlink",
        "--add-modules",
        String.join(",", MODULES),
        "--strip-java-debug-attributes",
        // jlink runs these two in any order, so what this one makes is sometimes stripped and
        // sometimes not. The start-up caches hold the same classes.
        "--disable-plugin",
        "generate-jli-classes",
        "--no-man-pages",
        "--no-header-files",
        "--output",
        runtime.toString());
    Files.delete(runtime.resolve("bin/keytool"));
    Files.delete(runtime.resolve("lib/jexec"));
    // Licence texts of modules that are links to those of java.base.
    try (Stream<Path> legal = Files.walk(runtime.resolve("legal"))) {
      for (Path link : legal.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
    deleteEmptyFolders(runtime.resolve("legal"));
  }

  /** A JDK can link from a folder of modules, or, if it was built so, from itself (JEP 493). */
  private static void checkCanLink() {
    Path jdk = Path.of(System.getProperty("java.home"));
    boolean linker = ToolProvider.findFirst("jlink").isPresent();
    if (!linker
        || !Files.isDirectory(jdk.resolve("jmods"))
            && !run("jlink", "--help").contains("run-time image enabled")) {
      throw new IllegalStateException(
          "the JDK in "
              + jdk
              + " cannot make a run-time image: it has no "
              + (linker ? "folder jmods and was not built to link from itself" : "jlink")
              + "; install a JDK 25 that can, such as Temurin's, and name it in JAVA25_HOME");
    }
  }

  /** Whatever scripts/systemd has, each kind to its place below {@code home/systemd}. */
  private void gatherUnits() throws IOException {
    Path source = checkout.resolve("scripts/systemd");
    if (!Files.isDirectory(source)) {
      return;
    }
    for (Path file : filesOf(source)) {
      Path relative = source.relativize(file);
      String path = relative.toString();
      String name = file.getFileName().toString();
      String kind;
      if (path.startsWith("examples/")) {
        copy(file, home.resolve("share/doc").resolve(relative));
        continue;
      }
      if (path.contains("sysusers")) {
        kind = "sysusers.d/penstock.conf";
      } else if (path.contains("tmpfiles")) {
        kind = "tmpfiles.d/penstock.conf";
      } else if (name.matches(".*\\.(service|socket|target|slice|timer|path)")) {
        kind = "system/" + name;
      } else {
        continue;
      }
      copy(file, home.resolve("systemd").resolve(kind));
    }
  }

  /** Copies the pages to the places that they have in the checkout, so that their links work. */
  private void gatherDocuments() throws IOException {
    Path documents = home.resolve("share/doc");
    copyTree(checkout.resolve("docs"), documents.resolve("docs"));
    for (String page : PAGES) {
      copy(checkout.resolve(page), documents.resolve(page));
    }
  }

  private void layOutHost() throws IOException {
    String config = Files.readString(checkout.resolve("config.ini"));
    String there = config.replaceFirst("(?m)^data_dir = data$", "data_dir = /var/lib/penstock");
    if (there.equals(config)) {
      throw new IllegalStateException("config.ini has no line 'data_dir = data'");
    }
    write(host.resolve("etc/penstock/config.ini"), there);
    if (Files.isDirectory(home.resolve("systemd"))) {
      for (Path file : filesOf(home.resolve("systemd"))) {
        String relative = home.resolve("systemd").relativize(file).toString();
        String below = relative.startsWith("system/") ? "systemd/" + relative : relative;
        copy(file, host.resolve("usr/lib").resolve(below));
      }
    }
    Path share = host.resolve("usr/share");
    compress(
        Files.readAllBytes(home.resolve("share/man/man1/penstock.1")),
        share.resolve("man/man1/penstock.1.gz"));
    compress(
        Files.readAllBytes(home.resolve("share/man/man5/penstock.ini.5")),
        share.resolve("man/man5/penstock.ini.5.gz"));
    String completions = "bash-completion/completions/penstock";
    write(
        share.resolve(completions),
        Files.readString(home.resolve("share").resolve(completions)).replaceFirst("^#!.*\n", ""));
    Path documents = share.resolve("doc/penstock");
    copyTree(home.resolve("share/doc"), documents);
    copy(debian("copyright"), documents.resolve("copyright"));
    compress(changelog().getBytes(), documents.resolve("changelog.gz"));
    copy(debian("lintian-overrides"), share.resolve("lintian/overrides/penstock"));
  }

  private String changelog() throws IOException {
    return Files.readString(debian("changelog"))
        .replace("@VERSION@", version)
        .replace(
            "@DATE@",
            DateTimeFormatter.RFC_1123_DATE_TIME
                .withLocale(Locale.ROOT)
                .format(stamp.atOffset(ZoneOffset.UTC))
                .replace("GMT", "+0000"));
  }

  private void writeControl() throws IOException {
    String architecture = System.getProperty("os.arch");
    write(
        control.resolve("control"),
        Files.readString(debian("control"))
            .replace("@VERSION@", version)
            .replace("@ARCHITECTURE@", architecture.equals("aarch64") ? "arm64" : architecture));
    for (String name : List.of("postinst", "prerm", "postrm", "conffiles")) {
      copy(debian(name), control.resolve(name));
    }
  }

  private Path debian(String name) {
    return checkout.resolve("scripts/packaging/debian").resolve(name);
  }

  /** By the packaged launcher on the packaged run-time image, as the installed one will run. */
  private void makeCaches() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("bin/penstock").toString(), "--warm-up");
    builder.environment().keySet().removeIf(name -> name.matches("(JAVA|JDK|PENSTOCK)_.*"));
    Process process = builder.inheritIO().start();
    if (!process.waitFor(CACHES_MAX_MINUTES, TimeUnit.MINUTES)) {
      process.destroy();
    }
    for (String program : PROGRAMS) {
      if (!Files.exists(home.resolve("penstock-" + program + ".aot"))) {
        throw new IllegalStateException("no start-up cache was made for " + program);
      }
    }
  }

  /** The same modes and times whatever umask, clock and file system the build has. */
  private void normalize(Path root) throws IOException {
    FileTime time = FileTime.from(stamp);
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isSymbolicLink(path)) {
          continue;
        }
        Files.setPosixFilePermissions(
            path,
            PosixFilePermissions.fromString(
                Files.isDirectory(path) || isProgram(path) ? "rwxr-xr-x" : "rw-r--r--"));
        Files.setLastModifiedTime(path, time);
      }
    }
  }

  private static boolean isProgram(Path file) {
    return file.getParent().endsWith("bin") || file.endsWith("lib/jspawnhelper");
  }

  private static String run(String tool, String... arguments) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int code = ToolProvider.findFirst(tool).orElseThrow().run(out, out, arguments);
    out.flush();
    if (code != 0) {
      throw new IllegalStateException(tool + " ended with " + code + ": " + said);
    }
    return said.toString();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    for (Path file : filesOf(from)) {
      copy(file, to.resolve(from.relativize(file)));
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** As {@code gzip -9n} does, down to the byte of the header that says how hard it tried. */
  private static void compress(byte[] content, Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      out.write(content);
    }
    byte[] compressed = bytes.toByteArray();
    compressed[8] = 2;
    Files.createDirectories(file.getParent());
    Files.write(file, compressed);
  }

  private static List<Path> filesOf(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void deleteEmptyFolders(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path folder : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isDirectory(folder) && isEmpty(folder)) {
          Files.delete(folder);
        }
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void delete(Path root) throws IOException {
    if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> paths = Files.walk(root)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
