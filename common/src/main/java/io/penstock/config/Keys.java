package io.penstock.config;

import io.penstock.dialect.Dialect;
import io.penstock.net.IpNetwork;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table of everything that can be configured; nothing else declares a key or a default. */
public final class Keys {
  private static final List<Key<?>> TABLE = new ArrayList<>();

  static final Key<String> BIND_INTERFACE =
      key(
          "",
          "bind_interface",
          "127.0.0.1",
          Values.host(),
          "Address to receive on: 127.0.0.1 for this host only, 0.0.0.0 for every IPv4 network,"
              + " :: for IPv6 too.");
  static final Key<Integer> BIND_PORT =
      key(
          "",
          "bind_port",
          "8125",
          Values.number(0, 65_535),
          "UDP port to receive on; 0 takes a free one.");
  static final Key<Integer> THREADS =
      key(
          "",
          "threads",
          "1",
          Values.number(1, 256),
          "Worker threads the shards are dealt to; each one reads and hashes every line again, so"
              + " more pay only when sending is the limit.");
  static final Key<List<Destination>> DESTINATIONS =
      key(
          "",
          "destinations",
          "",
          Values.destinations(),
          "The StatsD servers with blanks between; the first is shard 0. host:port is UDP; also"
              + " tcp://host:port, unix:///path, unix+stream:///path.");
  static final Key<Path> DATA_DIR =
      key(
          "",
          "data_dir",
          "data",
          Values.path(),
          "Where journal, positions and counters are kept; in the file it is relative to the"
              + " file's folder.");

  static final Key<Integer> RECEIVE_BUFFER =
      key(
          "ingest",
          "receive_buffer",
          "16MiB",
          Values.smallSize("64KiB", "1GiB"),
          "Socket buffer to ask the kernel for; what it grants is shown by status.");
  static final Key<Long> GATHER =
      key(
          "ingest",
          "gather",
          "1ms",
          Values.duration("0", "10ms"),
          "Longest pause that lets datagrams gather after a small receive; 0 never pauses.");

  static final Key<List<ListenAddress>> LISTEN =
      key(
          "ingest",
          "listen",
          "none",
          Values.listenAddresses(),
          "What else to receive on, with blanks between: host:port (UDP), unix:///path (datagrams),"
              + " tcp://host:port (lines), unix+stream:///path (DogStatsD's length before each"
              + " datagram).");
  static final Key<Integer> SOCKET_MODE =
      key(
          "ingest",
          "socket_mode",
          "0660",
          Values.fileMode(),
          "Permissions of the files of Unix sockets: who may write one may send.");
  static final Key<List<IpNetwork>> ALLOW =
      key(
          "ingest",
          "allow",
          "all",
          Values.networks(),
          "Networks that may send, such as 10.0.0.0/8 2001:db8::/32, or all; UDP sources can be"
              + " forged.");
  static final Key<Integer> CONNECTIONS =
      key(
          "ingest",
          "connections",
          "1024",
          Values.number(1, 65_536),
          "Stream clients at a time; more are closed at once.");
  static final Key<Long> IDLE =
      key(
          "ingest",
          "idle",
          "10min",
          Values.duration("0", "7d"),
          "How long a stream client may send no whole line before it is closed; 0 never closes.");
  static final Key<Integer> MAX_LINE =
      key(
          "ingest",
          "max_line",
          "65535",
          Values.smallSize("64", "65535"),
          "Longest line or frame of a stream client.");

  static final Key<Long> ROLL_BYTES =
      key(
          "journal",
          "roll_bytes",
          "256MiB",
          Values.size("1MiB", "16GiB"),
          "Size at which the journal begins its next file.");
  static final Key<Long> ROLL_AGE =
      key(
          "journal",
          "roll_age",
          "1h",
          Values.duration("1s", "30d"),
          "Age at which the journal begins its next file.");
  static final Key<Long> ALLOCATE_AHEAD =
      key(
          "journal",
          "allocate_ahead",
          "64MiB",
          Values.size("4MiB", "4GiB"),
          "Disk blocks kept ready ahead of the appender; at most twice roll_bytes.");
  static final Key<Long> MAX_BYTES =
      key(
          "journal",
          "max_bytes",
          "10GiB",
          Values.wordOr("none", Long.MAX_VALUE, Values.size("2MiB", "1024TiB")),
          "Disk blocks that the journal may take; none for no limit.");
  static final Key<WhenFull> WHEN_FULL =
      key(
          "journal",
          "when_full",
          "drop_oldest",
          Values.choice(WhenFull.values(), WhenFull::label),
          "What gives way at max_bytes when not everything is read: the oldest or the newest.");
  static final Key<Long> KEEP_READ =
      key(
          "journal",
          "keep_read",
          "24h",
          Values.duration("0", "3650d"),
          "How long what every shard has read is kept for a replay.");
  static final Key<Long> JOURNAL_MAX_AGE =
      key(
          "journal",
          "max_age",
          "none",
          Values.wordOr("none", Long.MAX_VALUE, Values.duration("1s", "3650d")),
          "Age at which data goes, read or not; none keeps what is not read.");
  static final Key<FreeSpace> FREE_SOFT =
      key(
          "journal",
          "free_soft",
          "2GiB or 10%",
          FreeSpace::parse,
          "Free space of the disk below which the journal gives up files, the oldest first.");
  static final Key<FreeSpace> FREE_HARD =
      key(
          "journal",
          "free_hard",
          "256MiB or 2%",
          FreeSpace::parse,
          "Free space of the disk below which the journal takes no more of it.");
  static final Key<Long> FSYNC =
      key(
          "journal",
          "fsync",
          "off",
          Values.wordOr("off", 0L, Values.duration("10ms", "1h")),
          "How often the journal is forced to the disk: what a power cut can take.");
  static final Key<UnfitFilesystem> UNFIT_FILESYSTEM =
      key(
          "journal",
          "unfit_filesystem",
          "refuse",
          Values.choice(UnfitFilesystem.values(), UnfitFilesystem::label),
          "Whether to start on a file system that cannot keep the journal's promises.");

  static final Key<HashKind> HASH =
      key(
          "shards",
          "hash",
          "djb2",
          Values.choice(HashKind.values(), HashKind::label),
          "How a key becomes a shard: djb2, slots, or that of another proxy, which is exact with"
              + " key = before-colon.");
  static final Key<KeyRule> KEY =
      key(
          "shards",
          "key",
          "name+tags",
          Values.choice(KeyRule.values(), KeyRule::label),
          "Which part of a line is hashed; coarser is always right.");

  static final Key<Integer> MAX_PACKET =
      key(
          "forward",
          "max_packet",
          "1432",
          Values.smallSize("64", "65507"),
          "Largest datagram that lines are packed into; a longer line goes alone.");
  static final Key<Long> FLUSH_INTERVAL =
      key(
          "forward",
          "flush_interval",
          "4ms",
          Values.duration("0", "10s"),
          "How long a partly filled datagram may wait for more lines.");
  static final Key<Long> DOUBT_WINDOW =
      key(
          "forward",
          "doubt_window",
          "2s",
          Values.duration("0", "5min"),
          "How long after its acceptance a line counts as delivered when no error came; 0 counts"
              + " it at once.");
  static final Key<Long> REPLAY_RATE =
      key(
          "forward",
          "replay_rate",
          "100000",
          Values.rate(),
          "Lines per second and shard while catching up, or max.");
  static final Key<Long> GROUP_WINDOW =
      key(
          "forward",
          "group_window",
          "64MiB",
          Values.size("1MiB", "16GiB"),
          "When too many shards are behind: those within so much journal of each other read it together.");
  static final Key<Long> RETRY_MIN =
      key(
          "forward",
          "retry_min",
          "100ms",
          Values.duration("1ms", "1h"),
          "First pause after a destination refused.");
  static final Key<Long> RETRY_MAX =
      key(
          "forward",
          "retry_max",
          "2s",
          Values.duration("1ms", "1h"),
          "Longest pause between attempts at a destination that refuses.");
  static final Key<Long> RESOLVE_INTERVAL =
      key(
          "forward",
          "resolve_interval",
          "30s",
          Values.duration("1s", "1d"),
          "How often the name of a destination is looked up again while all is well.");
  static final Key<Set<Dialect.Section>> STRIP =
      key(
          "forward",
          "strip",
          "none",
          Values.choices(Dialect.Section.values(), Dialect.Section::label),
          "Sections that the receiver cannot take and that are left out: c, e, card, T.");
  static final Key<Set<Dialect.Sort>> DROP =
      key(
          "forward",
          "drop",
          "none",
          Values.choices(Dialect.Sort.values(), Dialect.Sort::label),
          "Lines that the receiver cannot take and that are not sent: events, service_checks.");
  static final Key<Boolean> UNPACK =
      key(
          "forward",
          "unpack",
          "false",
          Values.flag(),
          "Whether name:1:2|ms is sent as a line for each value.");
  static final Key<Boolean> REPLAY_TIMESTAMP =
      key(
          "forward",
          "replay_timestamp",
          "none",
          Values.noneOr("dogstatsd"),
          "dogstatsd: counters and gauges sent more than a second late say when they were"
              + " received (|T).");
  static final Key<String> REPLAY_TAG =
      key(
          "forward",
          "replay_tag",
          "none",
          Values.tag(),
          "A tag, name:value, for metrics that are sent more than a second late.");
  static final Key<Optional<Destination>> MIRROR =
      key(
          "forward",
          "mirror",
          "none",
          Values.destinationOrNone(),
          "Another server that gets the same lines, by a reader of its own.");
  static final Key<Integer> SEND_BUFFER =
      key(
          "forward",
          "send_buffer",
          "4MiB",
          Values.smallSize("64KiB", "1GiB"),
          "Socket buffer to ask for, for each destination.");
  static final Key<Long> POLL_INTERVAL =
      key(
          "forward",
          "poll_interval",
          "1ms",
          Values.duration("1us", "1s"),
          "How often a worker that has caught up looks for more.");
  static final Key<Long> MAX_AGE =
      key(
          "forward",
          "max_age",
          "none",
          Values.durationOrNone("1s", "3650d"),
          "Datagrams older than this are not sent but counted as expired.");
  static final Key<List<String>> REPLAY_TYPES =
      key(
          "forward",
          "replay_types",
          "all",
          Values.lineTypes(),
          "Types of line that are sent more than a second late, as c,ms,s,h,d without stale gauges;"
              + " or all.");

  static final Key<Double> CATCH_UP =
      key(
          "forward",
          "catch_up",
          "2",
          Values.factor(1.25, 1000),
          "A shard that is behind goes at most so many times as fast as its lines come in.");
  static final Key<Health> HEALTH =
      key(
          "forward",
          "health",
          "none",
          Health::parse,
          "What tells that the destination lives: tcp://host:port, statsd://host:8126,"
              + " http://host:port/path; or none.");
  static final Key<Long> HEALTH_INTERVAL =
      key(
          "forward",
          "health_interval",
          "1s",
          Values.duration("10ms", "1h"),
          "How often the destination is asked whether it lives.");
  static final Key<Long> HEALTH_TIMEOUT =
      key(
          "forward",
          "health_timeout",
          "1s",
          Values.duration("1ms", "5min"),
          "How long its answer may take.");
  static final Key<Long> TRIAL =
      key(
          "forward",
          "trial",
          "2s",
          Values.duration("0", "5min"),
          "How long a destination that refused must take a few datagrams without an error; not used"
              + " where it can be asked.");

  private Keys() {}

  private static <T> Key<T> key(
      String section, String name, String defaultText, ValueParser<T> parser, String help) {
    Key<T> key = new Key<>(section, name, defaultText, parser, help);
    TABLE.add(key);
    return key;
  }

  /** Every key, in the order in which the shipped file has them. */
  public static List<Key<?>> all() {
    return Collections.unmodifiableList(TABLE);
  }
}
