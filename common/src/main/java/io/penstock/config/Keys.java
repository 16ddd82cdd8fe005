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
          "Worker threads that share the shards; each one reads and hashes every line, so more"
              + " help only when sending is the limit.");
  static final Key<List<Destination>> DESTINATIONS =
      key(
          "",
          "destinations",
          "",
          Values.destinations(),
          "The StatsD servers, space-separated; the first is shard 0. host:port is UDP; also"
              + " tcp://host:port, unix:///path, unix+stream:///path.");
  static final Key<Path> DATA_DIR =
      key(
          "",
          "data_dir",
          "data",
          Values.path(),
          "Folder of the journal, the positions and the counters; in the file, relative to the"
              + " file's folder.");

  static final Key<Integer> RECEIVE_BUFFER =
      key(
          "ingest",
          "receive_buffer",
          "16MiB",
          Values.smallSize("64KiB", "1GiB"),
          "Socket buffer to ask the kernel for; penstock status shows what it granted.");
  static final Key<Long> GATHER =
      key(
          "ingest",
          "gather",
          "1ms",
          Values.duration("0", "10ms"),
          "Longest pause after a small receive, so that more datagrams gather; 0 never pauses.");

  static final Key<List<ListenAddress>> LISTEN =
      key(
          "ingest",
          "listen",
          "none",
          Values.listenAddresses(),
          "What else to receive on, space-separated: host:port (UDP), unix:///path (datagrams),"
              + " tcp://host:port (lines), unix+stream:///path (DogStatsD's length before each"
              + " datagram).");
  static final Key<Integer> SOCKET_MODE =
      key(
          "ingest",
          "socket_mode",
          "0660",
          Values.fileMode(),
          "File mode of Unix sockets: write permission is permission to send.");
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
          "Stream clients at one time; further ones are closed at once.");
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
          "Disk space that the journal may take; none for no limit.");
  static final Key<WhenFull> WHEN_FULL =
      key(
          "journal",
          "when_full",
          "drop_oldest",
          Values.choice(WhenFull.values(), WhenFull::label),
          "What to give up at max_bytes while data is unread: drop_oldest or refuse_newest.");
  static final Key<Long> KEEP_READ =
      key(
          "journal",
          "keep_read",
          "24h",
          Values.duration("0", "3650d"),
          "How long data that every shard has read is kept for a replay.");
  static final Key<Long> JOURNAL_MAX_AGE =
      key(
          "journal",
          "max_age",
          "none",
          Values.wordOr("none", Long.MAX_VALUE, Values.duration("1s", "3650d")),
          "Age at which data is deleted, read or not; none keeps unread data.");
  static final Key<FreeSpace> FREE_SOFT =
      key(
          "journal",
          "free_soft",
          "2GiB or 10%",
          FreeSpace::parse,
          "Free disk space below which the journal deletes its oldest files.");
  static final Key<FreeSpace> FREE_HARD =
      key(
          "journal",
          "free_hard",
          "256MiB or 2%",
          FreeSpace::parse,
          "Free disk space below which the journal takes no more.");
  static final Key<Long> FSYNC =
      key(
          "journal",
          "fsync",
          "off",
          Values.wordOr("off", 0L, Values.duration("10ms", "1h")),
          "How often to force the journal to the disk, which bounds what a power cut can lose.");
  static final Key<UnfitFilesystem> UNFIT_FILESYSTEM =
      key(
          "journal",
          "unfit_filesystem",
          "refuse",
          Values.choice(UnfitFilesystem.values(), UnfitFilesystem::label),
          "Whether to start on a file system that breaks the journal's promises: refuse or allow.");

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
          "Which part of a line is hashed: name, name+tags, name+all-tags or before-colon; coarser"
              + " is always safe.");

  static final Key<Integer> MAX_PACKET =
      key(
          "forward",
          "max_packet",
          "1432",
          Values.smallSize("64", "65507"),
          "Largest datagram to pack lines into; a longer line is sent alone.");
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
          "How long after sending a line counts as delivered if no error arrives; 0 counts it at"
              + " once.");
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
          "When more than 8 groups are behind, those within this much journal read together.");
  static final Key<Long> RETRY_MIN =
      key(
          "forward",
          "retry_min",
          "100ms",
          Values.duration("1ms", "1h"),
          "First pause after a destination refuses.");
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
          "How often to resolve the name of a healthy destination again.");
  static final Key<Set<Dialect.Section>> STRIP =
      key(
          "forward",
          "strip",
          "none",
          Values.choices(Dialect.Section.values(), Dialect.Section::label),
          "Sections to leave out for a receiver that cannot take them: c, e, card, T.");
  static final Key<Set<Dialect.Sort>> DROP =
      key(
          "forward",
          "drop",
          "none",
          Values.choices(Dialect.Sort.values(), Dialect.Sort::label),
          "Lines not to send to a receiver that cannot take them: events, service_checks.");
  static final Key<Boolean> UNPACK =
      key(
          "forward",
          "unpack",
          "false",
          Values.flag(),
          "Whether to send name:1:2|ms as one line for each value.");
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
          "A tag, name:value, to add to metrics sent more than a second late.");
  static final Key<Optional<Destination>> MIRROR =
      key(
          "forward",
          "mirror",
          "none",
          Values.destinationOrNone(),
          "Another server for the same lines, with a reader and a position of its own.");
  static final Key<Integer> SEND_BUFFER =
      key(
          "forward",
          "send_buffer",
          "4MiB",
          Values.smallSize("64KiB", "1GiB"),
          "Socket buffer to ask the kernel for, for each destination.");
  static final Key<Long> POLL_INTERVAL =
      key(
          "forward",
          "poll_interval",
          "1ms",
          Values.duration("1us", "1s"),
          "How often a worker that has caught up polls the journal.");
  static final Key<Long> MAX_AGE =
      key(
          "forward",
          "max_age",
          "none",
          Values.durationOrNone("1s", "3650d"),
          "Age beyond which datagrams are not sent but counted as expired.");
  static final Key<List<String>> REPLAY_TYPES =
      key(
          "forward",
          "replay_types",
          "all",
          Values.lineTypes(),
          "Types of line to send more than a second late, such as c,ms,s,h,d to leave out stale"
              + " gauges; or all.");

  static final Key<Double> CATCH_UP =
      key(
          "forward",
          "catch_up",
          "2",
          Values.factor(1.25, 1000),
          "Pace of a shard that is behind, as a multiple of the rate at which its lines come in.");
  static final Key<Health> HEALTH =
      key(
          "forward",
          "health",
          "none",
          Health::parse,
          "Probe that shows that the destination is up: tcp://host:port, statsd://host:8126,"
              + " http://host:port/path; or none.");
  static final Key<Long> HEALTH_INTERVAL =
      key(
          "forward",
          "health_interval",
          "1s",
          Values.duration("10ms", "1h"),
          "How often to probe the destination.");
  static final Key<Long> HEALTH_TIMEOUT =
      key(
          "forward",
          "health_timeout",
          "1s",
          Values.duration("1ms", "5min"),
          "How long a probe may take.");
  static final Key<Long> TRIAL =
      key(
          "forward",
          "trial",
          "2s",
          Values.duration("0", "5min"),
          "How long a destination that refused must accept a few datagrams without an error; unused"
              + " with health.");

  static final Key<Optional<HttpAddress>> CONSOLE_BIND =
      key(
          "console",
          "bind",
          "127.0.0.1:8180",
          Values.httpAddressOrNone(),
          "Where penstock console serves its page, /metrics and /healthz, on this host only; none"
              + " has penstock run leave it out.");
  static final Key<String> CONSOLE_READY =
      key(
          "console",
          "ready",
          "alive,lag=10min",
          Values.limits(),
          "What /readyz asks: the limits of penstock status --check, such as"
              + " alive,lag=60s:10min,residual=0.");
  static final Key<Boolean> CONSOLE_LINES =
      key(
          "console",
          "lines",
          "true",
          Values.flag(),
          "Whether the page may show lines that wait in the journal; names can be private.");

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
