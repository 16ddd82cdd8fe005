package io.penstock.ingest;

import io.penstock.journal.JournalFile;
import io.penstock.reader.Stretch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The roll files with what they take of the disk: allocated blocks, never the size that a listing
 * shows. Only the newest files are asked again; the others change no more. Used by one thread.
 */
final class Inventory {
  /** The tail of a file that was closed is freed a moment later, by the allocator. */
  private static final int FILES_THAT_CHANGE = 3;

  /** Tells how many bytes of the disk a file takes; 0 for one that is gone. */
  interface Blocks {
    long allocatedBytes(Path file) throws IOException;
  }

  private final Blocks blocks;
  private final Map<Path, Long> known = new HashMap<>();
  private List<Span> closed = List.of();
  private List<JournalFile> files = List.of();
  private long allocatedBytes;

  Inventory(Blocks blocks) {
    this.blocks = blocks;
  }

  /**
   * Takes the files as they are.
   *
   * @param rollFiles all of them, oldest first
   * @param prepared what lies ready to be written
   */
  void take(List<JournalFile> rollFiles, List<Path> prepared) throws IOException {
    files = rollFiles;
    known.keySet().retainAll(rollFiles.stream().map(JournalFile::path).toList());
    List<Span> spans = new ArrayList<>();
    allocatedBytes = 0;
    for (int i = 0; i < rollFiles.size(); i++) {
      JournalFile file = rollFiles.get(i);
      boolean changes = i >= rollFiles.size() - FILES_THAT_CHANGE;
      Long before = changes ? null : known.get(file.path());
      long bytes = before == null ? blocks.allocatedBytes(file.path()) : before;
      known.put(file.path(), bytes);
      allocatedBytes += bytes;
      JournalFile next = nextSound(i);
      if (next != null) {
        spans.add(span(file, next, bytes));
      }
    }
    for (Path file : prepared) {
      allocatedBytes += blocks.allocatedBytes(file);
    }
    closed = spans;
  }

  /**
   * The first file after that one whose beginning can be read; null when none can. Then it is
   * unknown where the file ends: the next may just be at its beginning.
   */
  private JournalFile nextSound(int i) {
    for (int next = i + 1; next < files.size(); next++) {
      if (files.get(next).firstNumber() >= 0) {
        return files.get(next);
      }
    }
    return null;
  }

  /** A file without a sound record holds unknown numbers: none are counted. */
  private static Span span(JournalFile file, JournalFile next, long bytes) {
    long first = file.firstNumber() < 0 ? next.firstNumber() : file.firstNumber();
    boolean isReadable = file.firstNumber() >= 0;
    return new Span(
        file.path(), first, next.firstNumber(), next.beganNs(), file.layout(), bytes, isReadable);
  }

  /** What is written no more, oldest first. */
  List<Span> closed() {
    return closed;
  }

  /** Blocks of all files, those that are kept ready included. */
  long allocatedBytes() {
    return allocatedBytes;
  }

  /** When the newest file began, epoch ns. */
  long newestBeganNs() {
    return files.isEmpty() ? 0 : files.getLast().beganNs();
  }

  /** The layouts of the files, as plans for readers need them. */
  List<Stretch> stretches() {
    return Stretch.ofFiles(files);
  }
}
