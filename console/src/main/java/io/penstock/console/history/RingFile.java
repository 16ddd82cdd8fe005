package io.penstock.console.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The history on disk, so that the past is there after a restart: one row a step, written in place.
 * Little-endian.
 *
 * <pre>
 *     0  8  magic PENSHIST
 *     8  4  version, 1
 *    12  4  seconds of a step
 *    16  4  steps
 *    20  4  columns that there is room for
 *    64     a name a column, 64 bytes of UTF-8, zeros behind it
 *           a row a step, the one of step N at N modulo steps:
 *           8  N
 *           4  CRC-32C of N, the number of columns and the values
 *           4  columns that this row has
 *           4  a value a column; NaN for none
 * </pre>
 *
 * <p>A row that was torn by a kill is left out. A file that is none of ours, or too small for the
 * columns there are, is replaced by one made from memory. Nothing depends on it. Used by one
 * thread.
 */
final class RingFile implements AutoCloseable {
  private static final long MAGIC =
      ByteBuffer.wrap("PENSHIST".getBytes(StandardCharsets.US_ASCII))
          .order(ByteOrder.LITTLE_ENDIAN)
          .getLong();
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 64;
  private static final int NAME_BYTES = 64;
  private static final int ROW_HEADER_BYTES = 16;
  private static final int CRC_AT = 8;
  private static final int COLUMNS_MIN = 64;

  private final Path path;
  private final Map<String, Integer> columns = new HashMap<>();
  private FileChannel file;
  private int capacity;

  private RingFile(Path path) {
    this.path = path;
  }

  /**
   * Opens the file, or makes it, and puts what it has into a history.
   *
   * @param nowNumber the step of now; later ones, of a clock that was wrong, are left out
   */
  static RingFile open(Path path, History into, long nowNumber) throws IOException {
    RingFile ring = new RingFile(path);
    if (!Files.isDirectory(path.getParent())) {
      Files.createDirectory(path.getParent());
    }
    if (!Files.exists(path) || !ring.load(into, nowNumber)) {
      ring.remake(COLUMNS_MIN, List.of());
    }
    return ring;
  }

  private boolean load(History into, long nowNumber) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    if (all.capacity() < HEADER_BYTES
        || all.getLong(0) != MAGIC
        || all.getInt(8) != VERSION
        || all.getInt(12) != History.STEP_SECONDS
        || all.getInt(16) != History.STEPS) {
      return false;
    }
    capacity = all.getInt(20);
    if (capacity < COLUMNS_MIN
        || capacity > History.COLUMNS_MAX
        || all.capacity() != rowAt(History.STEPS)) {
      return false;
    }
    List<String> names = names(all);
    List<Step> steps = new ArrayList<>();
    for (int row = 0; row < History.STEPS; row++) {
      step(all, row, names).filter(step -> step.number() <= nowNumber).ifPresent(steps::add);
    }
    steps.sort(Comparator.comparingLong(Step::number));
    steps.forEach(into::put);
    for (int column = 0; column < names.size(); column++) {
      columns.put(names.get(column), column);
    }
    file = FileChannel.open(path, StandardOpenOption.WRITE);
    return true;
  }

  private List<String> names(ByteBuffer all) {
    List<String> names = new ArrayList<>();
    for (int column = 0; column < capacity; column++) {
      byte[] name = new byte[NAME_BYTES];
      all.get(HEADER_BYTES + column * NAME_BYTES, name);
      int length = 0;
      while (length < NAME_BYTES && name[length] != 0) {
        length++;
      }
      if (length == 0) {
        break;
      }
      names.add(new String(name, 0, length, StandardCharsets.UTF_8));
    }
    return names;
  }

  private Optional<Step> step(ByteBuffer all, int row, List<String> names) {
    int at = (int) rowAt(row);
    long number = all.getLong(at);
    int used = all.getInt(at + CRC_AT + 4);
    if (number <= 0
        || Math.floorMod(number, (long) History.STEPS) != row
        || used < 0
        || used > names.size()
        || all.getInt(at + CRC_AT) != crc(all, at, used)) {
      return Optional.empty();
    }
    Map<String, Float> values = new HashMap<>();
    for (int column = 0; column < used; column++) {
      float value = all.getFloat(at + ROW_HEADER_BYTES + column * Float.BYTES);
      if (!Float.isNaN(value)) {
        values.put(names.get(column), value);
      }
    }
    return Optional.of(new Step(number, values));
  }

  private static int crc(ByteBuffer bytes, int at, int used) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(at, CRC_AT));
    crc.update(bytes.slice(at + CRC_AT + 4, 4 + used * Float.BYTES));
    return (int) crc.getValue();
  }

  private long rowAt(int row) {
    return HEADER_BYTES
        + (long) capacity * NAME_BYTES
        + (long) row * (ROW_HEADER_BYTES + capacity * Float.BYTES);
  }

  /**
   * Writes a step over the oldest.
   *
   * @param history which has it already
   */
  void append(Step step, History history) throws IOException {
    int wanted = columns.size();
    for (String name : step.values().keySet()) {
      wanted += columns.containsKey(name) ? 0 : 1;
    }
    if (wanted > capacity) {
      // Those of readers that are gone are not in memory any more, nor in the new file.
      remake(2 * wanted, history.steps());
      return;
    }
    write(step);
  }

  private void write(Step step) throws IOException {
    for (String name : step.values().keySet()) {
      addColumn(name);
    }
    int used = columns.size();
    ByteBuffer row =
        ByteBuffer.allocate(ROW_HEADER_BYTES + used * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    row.putLong(0, step.number());
    row.putInt(CRC_AT + 4, used);
    for (int column = 0; column < used; column++) {
      row.putFloat(ROW_HEADER_BYTES + column * Float.BYTES, Float.NaN);
    }
    step.values()
        .forEach(
            (name, value) -> {
              Integer column = columns.get(name);
              if (column != null) {
                row.putFloat(ROW_HEADER_BYTES + column * Float.BYTES, value);
              }
            });
    row.putInt(CRC_AT, crc(row, 0, used));
    writeAll(row, rowAt((int) Math.floorMod(step.number(), (long) History.STEPS)));
  }

  private void addColumn(String name) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (columns.containsKey(name) || bytes.length > NAME_BYTES || columns.size() >= capacity) {
      return;
    }
    long at = HEADER_BYTES + (long) columns.size() * NAME_BYTES;
    writeAll(ByteBuffer.wrap(Arrays.copyOf(bytes, NAME_BYTES)), at);
    columns.put(name, columns.size());
  }

  /** A new file in the place of the old one, which is there until the new one is whole. */
  private void remake(int columnsWanted, List<Step> steps) throws IOException {
    close();
    columns.clear();
    capacity = Math.clamp(columnsWanted, COLUMNS_MIN, History.COLUMNS_MAX);
    Path part = path.resolveSibling(path.getFileName() + ".part");
    file =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(0, MAGIC).putInt(8, VERSION).putInt(12, History.STEP_SECONDS);
    header.putInt(16, History.STEPS).putInt(20, capacity);
    writeAll(header, 0);
    writeAll(ByteBuffer.wrap(new byte[1]), rowAt(History.STEPS) - 1);
    for (Step step : steps) {
      write(step);
    }
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void writeAll(ByteBuffer bytes, long at) throws IOException {
    long next = at;
    while (bytes.hasRemaining()) {
      next += file.write(bytes, next);
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
