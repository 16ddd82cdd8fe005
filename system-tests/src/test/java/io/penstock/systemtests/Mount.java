package io.penstock.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small file system of its own over a folder, for as long as a test runs. It takes root; without
 * it the test is skipped and says why.
 */
final class Mount implements AutoCloseable {
  private static final long SECONDS_MAX = 30;

  private final Path folder;
  private final Path image;

  private Mount(Path folder, Path image) {
    this.folder = folder;
    this.image = image;
  }

  /** Mounts {@code tmpfs} or, through a loop device, {@code ext4}. */
  static Mount of(String type, Path folder, int mebibytes) throws IOException {
    Files.createDirectories(folder);
    Path image = folder.resolveSibling(folder.getFileName() + ".image");
    String why;
    if (type.equals("tmpfs")) {
      why =
          run(
              "mount",
              "-t",
              "tmpfs",
              "-o",
              "size=" + mebibytes + "m,mode=750",
              "tmpfs",
              text(folder));
    } else {
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength((long) mebibytes << 20);
      }
      why = run("mkfs." + type, "-q", "-F", "-m", "0", text(image));
      why = why.isEmpty() ? run("mount", "-o", "loop", text(image), text(folder)) : why;
    }
    if (!why.isEmpty()) {
      System.out.println("skipped: " + type + " cannot be mounted here: " + why);
      Files.deleteIfExists(image);
    }
    assumeTrue(why.isEmpty(), type + " cannot be mounted here: " + why);
    return new Mount(folder, image);
  }

  /** Lays an overlay, as containers have it, over a folder; its layers are kept in another. */
  static Mount overlay(Path layers, Path folder) throws IOException {
    Files.createDirectories(folder);
    String options = "";
    for (String layer : List.of("lower", "upper", "work")) {
      Path path = Files.createDirectory(layers.resolve(layer));
      options += (options.isEmpty() ? "" : ",") + layer + "dir=" + text(path);
    }
    String why = run("mount", "-t", "overlay", "-o", options, "overlay", text(folder));
    if (!why.isEmpty()) {
      System.out.println("skipped: an overlay cannot be mounted here: " + why);
    }
    assumeTrue(why.isEmpty(), "an overlay cannot be mounted here: " + why);
    return new Mount(folder, layers.resolve("no-image"));
  }

  private static String text(Path path) {
    return path.toAbsolutePath().toString();
  }

  /** What a command that failed had to say; empty when it did not fail. */
  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes()).strip();
      boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0
          ? ""
          : String.join(" ", List.of(command)) + ": " + said;
    } catch (IOException e) {
      return e.getMessage();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  long freeBytes() {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes what is free. */
  void fill(Path ballast) throws IOException {
    byte[] zeros = new byte[64 << 10];
    for (int size = zeros.length; size >= 512; size /= 2) {
      try (RandomAccessFile file = new RandomAccessFile(ballast.toFile(), "rw")) {
        file.seek(file.length());
        while (true) {
          file.write(zeros, 0, size);
        }
      } catch (IOException full) {
        continue; // a smaller piece may still fit
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (!run("umount", text(folder)).isEmpty()) {
      run("umount", "-l", text(folder));
    }
    Files.deleteIfExists(image);
  }
}
