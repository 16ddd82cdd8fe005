package io.penstock.worker.simulation;

import io.penstock.crash.CrashPoint;
import io.penstock.worker.simulation.Action.Verb;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * All that decides a simulation: how it is configured, and what happens. As text it is one line.
 *
 * @param seed decides what the actions leave open, such as jitter
 * @param shards how many there are at first
 * @param addresses of five shards, two of the second ring, and the mirror of shard 0
 * @param settings assignments; those that begin with {@code N:} are for shard N
 * @param actions what happens, in order
 */
record Script(
    long seed, int shards, List<String> addresses, List<String> settings, List<Action> actions) {
  static final int SHARDS_MAX = 5;
  static final int RING = SHARDS_MAX;
  static final int MIRROR = SHARDS_MAX + 2;
  static final int SERVERS = MIRROR + 1;

  /** Points at which a worker may be killed, or fail. */
  static final List<CrashPoint> WORKER_POINTS =
      List.of(
          CrashPoint.BEFORE_SEND,
          CrashPoint.AFTER_SEND_BEFORE_COMMIT,
          CrashPoint.DURING_COMMIT,
          CrashPoint.AFTER_COMMIT,
          CrashPoint.DURING_REWIND);

  /** Points at which ingest may be killed. */
  static final List<CrashPoint> INGEST_POINTS =
      List.of(
          CrashPoint.BEFORE_LAYOUT_RECORD,
          CrashPoint.DURING_ROLL,
          CrashPoint.DURING_PREPARE,
          CrashPoint.DURING_ALLOCATE,
          CrashPoint.BETWEEN_COMMIT_AND_UNLINK,
          CrashPoint.AFTER_UNLINK);

  private static final Set<Verb> LOSING = Set.of(Verb.DAMAGE, Verb.RETAIN, Verb.KILL_INGEST);
  private static final int EPISODE_EVERY = 40;
  private static final int ACTIONS_MIN = 10;
  private static final int ACTIONS_MAX = 40;

  Script with(List<Action> others) {
    return new Script(seed, shards, addresses, settings, List.copyOf(others));
  }

  /** What a seed decides. */
  static Script of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> addresses = new ArrayList<>();
    List<String> settings = new ArrayList<>();
    boolean isProbed = random.nextInt(4) == 0;
    for (int server = 0; server < SERVERS; server++) {
      addresses.add(address(random, server));
      if (isProbed && server < SHARDS_MAX && addresses.get(server).contains("dp://")) {
        settings.add(server + ":health=tcp://s" + server + ".sim:9000");
      }
    }
    int shards = 1 + random.nextInt(3);
    settings.add("max_packet=" + pick(random, "512", "1432", "1432", "8192", "65507"));
    settings.add("flush_interval=" + pick(random, "0", "1ms", "4ms", "4ms", "50ms"));
    settings.add("doubt_window=" + pick(random, "200ms", "500ms", "2s"));
    settings.add("retry_max=" + pick(random, "200ms", "1s", "2s"));
    settings.add("trial=" + pick(random, "0", "500ms", "2s"));
    settings.add("replay_rate=" + pick(random, "max", "max", "20000", "100000"));
    settings.add("health_interval=" + pick(random, "100ms", "1s"));
    settings.add("health_timeout=" + pick(random, "50ms", "1s"));
    settings.add("resolve_interval=1s");
    settings.add("group_window=" + pick(random, "1MiB", "64MiB"));
    settings.addAll(dialect(random));
    if (random.nextInt(5) == 0) {
      settings.add("mirror");
    }
    if (random.nextInt(4) == 0) {
      settings.add("ring");
    }
    int count = ACTIONS_MIN + random.nextInt(ACTIONS_MAX - ACTIONS_MIN);
    List<Action> actions = new ArrayList<>();
    while (actions.size() < count) {
      if (random.nextInt(EPISODE_EVERY) == 0) {
        actions.addAll(episode(random));
      } else {
        actions.add(action(random));
      }
    }
    if (canTellNameless(settings, actions)) {
      settings.add("nameless");
    }
    return new Script(seed, shards, addresses, settings, actions);
  }

  /** Lines without a number are told apart by their order, if none of them may be left out. */
  private static boolean canTellNameless(List<String> settings, List<Action> actions) {
    return settings.stream().noneMatch(setting -> setting.startsWith("max_age"))
        && actions.stream().map(Action::verb).noneMatch(LOSING::contains);
  }

  private static List<String> dialect(SplittableRandom random) {
    List<String> settings = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      settings.add("strip=" + pick(random, "c", "c,e,card", "T"));
    }
    if (random.nextInt(4) == 0) {
      settings.add("unpack=true");
    }
    if (random.nextInt(4) == 0) {
      settings.add("replay_timestamp=dogstatsd");
    }
    if (random.nextInt(4) == 0) {
      settings.add("replay_tag=replayed:true");
    }
    if (random.nextInt(4) == 0) {
      settings.add("drop=" + pick(random, "events", "service_checks", "events,service_checks"));
    }
    if (random.nextInt(5) == 0) {
      settings.add("replay_types=c,ms,s");
    }
    if (random.nextInt(6) == 0) {
      settings.add("max_age=" + pick(random, "2s", "30s"));
    }
    return settings;
  }

  private static String address(SplittableRandom random, int server) {
    int port = 8000 + server;
    String host = random.nextInt(3) == 0 ? "s" + server + ".sim" : "10.0.0." + server;
    return switch (random.nextInt(8)) {
      case 0 -> "unix:///sim/" + port;
      case 1 -> "unix+stream:///sim/" + port;
      case 2, 3 -> "tcp://" + host + ":" + port;
      default -> "udp://" + host + ":" + port;
    };
  }

  /** Several things that seldom come together by chance, and did harm when they did. */
  private static List<Action> episode(SplittableRandom random) {
    int seed = random.nextInt(1 << 20);
    int server = random.nextInt(3);
    return switch (random.nextInt(4)) {
      case 0 -> // a receiver that takes nothing for long, while small lines come
          List.of(
              Action.of(Verb.STALL, server),
              Action.of(Verb.TRAFFIC, 200 + random.nextInt(600), 10, 0, seed),
              Action.of(Verb.HEAL, server),
              Action.of(Verb.RUN, 500, 1_000));
      case 1 -> // a start with one far behind and the others near the head
          List.of(
              Action.of(Verb.RUN, 1_000, 1_000),
              Action.of(Verb.DIE, server),
              Action.of(Verb.TRAFFIC, 2_500 + random.nextInt(1_500), 3, 2, seed),
              Action.of(Verb.STOP_WORKER, 0, 0, 1_500),
              Action.of(Verb.HEAL, server),
              Action.of(Verb.TRAFFIC, 1_510, 1, 0, seed + 1),
              Action.of(Verb.TRAFFIC, 1_500, 2, 0, seed + 2));
      default -> // what a removed server had not taken is deleted, and the end is damaged
          List.of(
              Action.of(Verb.LAYOUT, 2 + random.nextInt(2)),
              Action.of(Verb.RUN, 100, 1_000),
              Action.of(Verb.DIE, 1),
              Action.of(Verb.TRAFFIC, 200 + random.nextInt(200), 5, 1, seed),
              Action.of(Verb.LAYOUT, 1),
              Action.of(Verb.BULK, 1, 0, 1, seed),
              Action.of(Verb.DAMAGE, 0, 4 + random.nextInt(8), 1),
              Action.of(Verb.RETAIN, 20),
              Action.of(Verb.RUN, 400, 1_000));
    };
  }

  private static Action action(SplittableRandom random) {
    int dice = random.nextInt(100);
    int server = random.nextInt(SERVERS * 2) % (random.nextInt(3) == 0 ? SERVERS : 3);
    if (dice < 20) {
      return switch (random.nextInt(8)) {
        case 0 -> Action.of(Verb.RUN, 2_000 + random.nextInt(8_000), 5_000);
        case 1 -> Action.of(Verb.RUN, 10_000 + random.nextInt(900_000), 500_000);
        default -> Action.of(Verb.RUN, 1 + random.nextInt(300), 1_000);
      };
    }
    if (dice < 50) {
      int shape = random.nextInt(LineSource.SHAPES);
      boolean isHeavy = shape == 3 || shape == 4;
      int milliseconds = random.nextInt(10) == 0 ? 900 : isHeavy ? 20 : 200;
      return Action.of(
          Verb.TRAFFIC,
          1 + random.nextInt(milliseconds),
          isHeavy && milliseconds == 900 ? 1 : 1 + random.nextInt(12),
          shape,
          random.nextInt(1 << 20));
    }
    if (dice < 54) {
      int shape = random.nextInt(LineSource.SHAPES);
      return Action.of(
          Verb.BULK, 1 + random.nextInt(shape == 4 ? 4 : 40), 0, shape, random.nextInt(1 << 20));
    }
    return switch (dice) {
      case 54, 55, 56, 57 -> Action.of(Verb.STALL, server);
      case 58, 59, 60, 61, 62, 63, 64 ->
          Action.of(Verb.HEAL, server, random.nextInt(3) == 0 ? random.nextInt(100) : 0);
      case 65, 66, 67, 68 -> Action.of(Verb.DIE, server, random.nextInt(4) == 0 ? 1 : 0);
      case 69, 70 -> Action.of(Verb.RESET, server, random.nextInt(2));
      case 71 -> Action.of(Verb.MOVE, server, random.nextInt(2));
      case 72 -> Action.of(Verb.FLAP, server, 1 + random.nextInt(6), 1 + random.nextInt(300));
      case 73 -> Action.of(Verb.LATE_PROBES, server, random.nextInt(1_500));
      case 74, 75 -> Action.of(Verb.PAUSE, server, random.nextInt(5_000));
      case 76, 77 -> Action.of(Verb.RELOAD, random.nextInt(4));
      case 78, 79, 80, 81 ->
          Action.of(
              Verb.LAYOUT,
              1 + random.nextInt(SHARDS_MAX),
              random.nextInt(3),
              random.nextInt(3) == 0 ? random.nextInt(4_000) : 0);
      case 82, 83 -> Action.of(Verb.RETAIN, 1 + random.nextInt(4));
      case 84, 85, 86 -> Action.of(Verb.ROLL);
      case 87, 88 ->
          Action.of(
              Verb.DAMAGE, random.nextInt(40), random.nextInt(1 << 20), random.nextInt(4) / 3);
      case 89 -> Action.of(Verb.CLOCK, random.nextInt(20_000) - 10_000);
      case 90, 91, 92 ->
          Action.of(
              Verb.KILL_WORKER,
              random.nextInt(WORKER_POINTS.size() + 2) - 2,
              1 + random.nextInt(30),
              random.nextInt(500));
      case 93, 94, 95 -> Action.of(Verb.STOP_WORKER, 0, 0, random.nextInt(3) == 0 ? 3_000 : 10);
      case 96, 97 ->
          Action.of(
              Verb.FAIL_WORKER,
              random.nextInt(WORKER_POINTS.size() + 1) - 1,
              1 + random.nextInt(30),
              random.nextInt(500));
      default -> Action.of(Verb.KILL_INGEST, random.nextInt(INGEST_POINTS.size() + 3) - 3);
    };
  }

  private static String pick(SplittableRandom random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  static Script parse(String text) {
    if (text.matches("-?\\d+")) {
      return of(Long.parseLong(text));
    }
    String[] parts = text.split("\\|", -1);
    return new Script(
        Long.parseLong(parts[0].strip()),
        Integer.parseInt(parts[1].strip()),
        List.of(parts[2].strip().split(" ")),
        List.of(parts[3].strip().split(" ")),
        Arrays.stream(parts[4].split(";")).map(Action::parse).toList());
  }

  @Override
  public String toString() {
    return seed
        + " | "
        + shards
        + " | "
        + String.join(" ", addresses)
        + " | "
        + String.join(" ", settings)
        + " | "
        + actions.stream().map(Action::toString).collect(Collectors.joining("; "));
  }
}
