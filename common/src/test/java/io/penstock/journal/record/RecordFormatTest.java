package io.penstock.journal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The bytes of record format 1, and what fits into a record. */
class RecordFormatTest {
  private final RecordStaging staging = new RecordStaging();
  private final RecordBuffer record = new RecordBuffer();

  @Test
  void aRecordHasTheBytesThatThePackagePageDraws() {
    add("a:1|c");
    add("");
    add("bb:22|g\n");
    staging.seal((byte) 0, 0x0102030405060708L, 0x1112131415161718L, 0x2122232425262728L);
    assertEquals(
        "45827237" // crc32c of what follows
            + "01" // version
            + "00" // datagrams
            + "0300" // three of them
            + "0807060504030201" // the first has this number
            + "1817161514131211" // payload bytes before
            + "2827262524232221" // receive time
            + "0500" // lengths
            + "0000"
            + "0800"
            + "613a317c63" // a:1|c
            + "62623a32327c670a", // bb:22|g
        hex());
  }

  @Test
  void aLayoutRecordHasTheTextThatThePackagePageShows() {
    Layout layout =
        new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, List.of("udp://h:1", "udp://[::1]:2"));
    LayoutText text = new LayoutText(new UUID(1, 2), layout);
    assertEquals(
        """
        journal = 00000000-0000-0001-0000-000000000002
        hash = djb2
        key = name+tags
        shards = 2
        destination.0 = udp://h:1
        destination.1 = udp://[::1]:2
        """,
        new String(text.utf8(), StandardCharsets.UTF_8));
    staging.text(text.utf8());
    staging.seal(RecordFormat.KIND_LAYOUT, 9, 8, 7);
    assertTrue(copyAndAccept());
    assertTrue(record.isLayout());
    assertEquals(9, record.nextNumber());
    assertEquals(text, LayoutText.parse(record.text()));
  }

  @Test
  void aLayoutWithSecondRingsTellsEachAfterTheShards() {
    Layout staging = new Layout(HashKind.JUMP, KeyRule.NAME, List.of("udp://s:1"));
    Layout backup = new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, List.of("udp://b:1", "tcp://b:2"));
    Layout layout =
        new Layout(
            HashKind.DJB2,
            KeyRule.NAME_TAGS,
            List.of("udp://h:1"),
            Map.of("staging", staging, "backup", backup));
    LayoutText text = new LayoutText(new UUID(1, 2), layout);
    String written = new String(text.utf8(), StandardCharsets.UTF_8);
    assertEquals(
        """
        journal = 00000000-0000-0001-0000-000000000002
        hash = djb2
        key = name+tags
        shards = 1
        destination.0 = udp://h:1
        mirror.backup.hash = djb2
        mirror.backup.key = name+tags
        mirror.backup.shards = 2
        mirror.backup.destination.0 = udp://b:1
        mirror.backup.destination.1 = tcp://b:2
        mirror.staging.hash = jump
        mirror.staging.key = name
        mirror.staging.shards = 1
        mirror.staging.destination.0 = udp://s:1
        """,
        written);
    assertEquals(text, LayoutText.parse(written));
    String cut = written.replace("mirror.backup.destination.1 = tcp://b:2\n", "");
    assertThrows(JournalException.class, () -> LayoutText.parse(cut));
  }

  @Test
  void aLayoutKnowsHowLongItsTextIsAndNoLongerOneIsStaged() {
    Layout secondRing = new Layout(HashKind.JUMP, KeyRule.NAME, List.of("udp://sü:1", "tcp://t:2"));
    List<String> many = Collections.nCopies(5_000, "udp://" + "x".repeat(40) + ":8125");
    for (List<String> destinations : List.of(List.of("udp://h:1"), many)) {
      Layout layout =
          new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, destinations, Map.of("staging", secondRing));
      byte[] text = new LayoutText(new UUID(1, 2), layout).utf8();
      assertEquals(text.length, layout.textBytes());
      if (text.length > Layout.TEXT_BYTES_MAX) {
        assertThrows(IllegalArgumentException.class, () -> staging.text(text));
      } else {
        staging.text(text);
      }
    }
    staging.text(new byte[Layout.TEXT_BYTES_MAX]);
    assertEquals(RecordFormat.RECORD_BYTES_MAX, staging.length());
    staging.seal(RecordFormat.KIND_LAYOUT, 9, 8, 7);
    assertTrue(copyAndAccept());
  }

  @Test
  void aLayoutOfALaterPenstockIsUnderstoodOrRefusedNeverGuessed() {
    String text =
        "journal = 00000000-0000-0001-0000-000000000002\nhash = djb2\nkey = name\nshards = 1\n"
            + "destination.0 = udp://h:1\n";
    assertEquals(1, LayoutText.parse(text + "colour = blue\n").layout().shards());
    for (String wrong :
        List.of(
            text.replace("djb2", "sha9"),
            text.replace("key = name", "key = shape"),
            text.replace("shards = 1", "shards = 2"),
            text.replace("shards = 1", "shards = many"),
            "")) {
      assertThrows(JournalException.class, () -> LayoutText.parse(wrong), wrong);
    }
  }

  @Test
  void aRecordTakesDatagramsUpToItsLimitAndNoneBeyond() {
    UnsafeBuffer largest = new UnsafeBuffer(new byte[RecordFormat.DATAGRAM_BYTES_MAX]);
    assertTrue(staging.add(largest, 0, largest.capacity()));
    assertTrue(staging.add(largest, 0, largest.capacity()));
    assertTrue(staging.add(largest, 0, largest.capacity()));
    int room = RecordFormat.RECORD_BYTES_MAX - staging.length() - 2;
    assertFalse(staging.add(largest, 0, room + 1));
    assertEquals(3, staging.count());
    assertTrue(staging.add(largest, 0, room));
    assertFalse(staging.add(largest, 0, 0));
    staging.seal((byte) 0, 1, 0, 0);
    assertEquals(RecordFormat.RECORD_BYTES_MAX, staging.length());
    assertTrue(copyAndAccept());
    assertEquals(4, record.count());
    assertEquals(room, record.datagramLength(3));
  }

  @Test
  void aRecordTakesAsManyEmptyDatagramsAsItCanCount() {
    UnsafeBuffer nothing = new UnsafeBuffer(new byte[0]);
    for (int i = 0; i < RecordFormat.COUNT_MAX; i++) {
      assertTrue(staging.add(nothing, 0, 0));
    }
    assertFalse(staging.add(nothing, 0, 0));
    staging.seal((byte) 0, 0, 0, 0);
    assertTrue(copyAndAccept());
    assertEquals(RecordFormat.COUNT_MAX, record.count());
    assertEquals(0, record.payloadBytes());
  }

  @Test
  void aRunOfSegmentsIsTheSameAsItsDatagramsOneByOne() {
    byte[] bytes = "aaabbbcccdd".getBytes(StandardCharsets.US_ASCII);
    assertTrue(staging.addSegments(new UnsafeBuffer(bytes), 0, bytes.length, 3));
    staging.seal((byte) 0, 0, 0, 0);
    String run = hex();
    staging.clear();
    for (String datagram : List.of("aaa", "bbb", "ccc", "dd")) {
      add(datagram);
    }
    staging.seal((byte) 0, 0, 0, 0);
    assertEquals(run, hex());
    assertTrue(copyAndAccept());
    assertEquals(2, record.datagramLength(3));
    assertEquals(record.datagramOffset(0) + 9, record.datagramOffset(3));
    assertEquals(record.datagramOffset(3) - 6, record.datagramOffset(1));
  }

  @Test
  void aRunThatDoesNotFitLeavesNothingOfItBehind() {
    UnsafeBuffer run = new UnsafeBuffer(new byte[60_000]);
    while (staging.addSegments(run, 0, run.capacity(), 100)) {
      // until it is full
    }
    int count = staging.count();
    int length = staging.length();
    assertFalse(staging.addSegments(run, 0, run.capacity(), 1));
    assertEquals(count, staging.count());
    assertEquals(length, staging.length());
    assertEquals(0, count % 600);
  }

  @Test
  void anyFlippedBitIsNoticed() {
    add("some.name:1|c");
    add("other:2|ms");
    staging.seal((byte) 0, 42, 43, 44);
    UnsafeBuffer whole = copy();
    int bits = 8 * staging.length();
    for (int bit = 0; bit < bits; bit++) {
      record.buffer().putBytes(0, whole, 0, whole.capacity());
      int at = bit / 8;
      record.buffer().putByte(at, (byte) (whole.getByte(at) ^ 1 << bit % 8));
      assertFalse(record.accept(whole.capacity()), "bit " + bit);
    }
  }

  private void add(String datagram) {
    byte[] bytes = datagram.getBytes(StandardCharsets.US_ASCII);
    assertTrue(staging.add(new UnsafeBuffer(bytes), 0, bytes.length));
  }

  private UnsafeBuffer copy() {
    UnsafeBuffer copy = new UnsafeBuffer(ByteBuffer.allocateDirect(staging.length()));
    copy.putBytes(0, new UnsafeBuffer(staging.address(), staging.length()), 0, staging.length());
    return copy;
  }

  private boolean copyAndAccept() {
    UnsafeBuffer whole = copy();
    record.buffer().putBytes(0, whole, 0, whole.capacity());
    return record.accept(whole.capacity());
  }

  private String hex() {
    UnsafeBuffer whole = copy();
    byte[] bytes = new byte[whole.capacity()];
    whole.getBytes(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
