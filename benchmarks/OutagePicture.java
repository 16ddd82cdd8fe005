import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * One outage, drawn: what comes in, what goes to each shard, what waits, and what the others
 * notice.
 *
 * <p>Run by {@code benchmarks/outage}. Ingest, worker and load are processes of their own, the four
 * servers are sockets of this one. It samples the counters' files as any tool may.
 */
public final class OutagePicture {
  private static final Path ROOT = Path.of(System.getProperty("penstock.home")).toAbsolutePath();
  private static final int SHARDS = 4;
  private static final int VICTIM = 2;
  private static final int RATE = 8_000;
  private static final int KEYS = 400;
  private static final long SAMPLE_MS = 250;

  private final List<Process> running = new ArrayList<>();
  private final List<Server> servers = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private final long startNs = System.nanoTime();
  private Path home;

  public static void main(String[] arguments) throws Exception {
    List<String> words = Arrays.asList(arguments);
    int down = Integer.parseInt(option(words, "--down", "40"));
    Path out = Path.of(option(words, "--out", ROOT.resolve("docs/outage.png").toString()));
    OutagePicture outage = new OutagePicture();
    Runtime.getRuntime().addShutdownHook(new Thread(outage::killAll));
    outage.run(down, out);
  }

  private static String option(List<String> words, String name, String byDefault) {
    int at = words.indexOf(name);
    return at < 0 ? byDefault : words.get(at + 1);
  }

  private void run(int downSeconds, Path out) throws Exception {
    start();
    settle();
    double begin = now();
    Histogram before = phase("before", 20);
    double killed = now();
    servers.get(VICTIM).kill();
    Histogram during = phase("down", downSeconds);
    double back = now();
    servers.get(VICTIM).listen();
    Histogram catchingUp = phaseUntilCaughtUp();
    double caughtUp = now();
    Histogram after = phase("after", 20);
    Files.createDirectories(out.toAbsolutePath().getParent());
    ImageIO.write(new Picture(samples, begin, killed, back, caughtUp).draw(), "png", out.toFile());
    System.out.printf(
        Locale.ROOT,
        "down %.1f s, backlog %,d datagrams, caught up %.1f s after the server was back; resent %,d"
            + " lines%n",
        back - killed,
        samples.stream().mapToLong(sample -> sample.backlog).max().orElse(0),
        caughtUp - back,
        reader(VICTIM, ReaderCounter.REPEATED_LINES));
    System.out.println("latency of the other shards, ms   p50     p99");
    say("before", before);
    say("while one is down", during);
    say("while it catches up", catchingUp);
    say("after", after);
    System.out.println(out);
    killAll();
  }

  private static void say(String phase, Histogram latency) {
    System.out.printf(
        Locale.ROOT,
        "  %-28s %7.1f %7.1f%n",
        phase,
        latency.getValueAtPercentile(50) / 1e3,
        latency.getValueAtPercentile(99) / 1e3);
  }

  // The run.

  private record Sample(
      double seconds,
      double incoming,
      double[] sent,
      long backlog,
      ReaderState state,
      double p50Ms,
      double p99Ms,
      long received,
      long[] accepted) {}

  private double now() {
    return (System.nanoTime() - startNs) / 1e9;
  }

  private void start() throws Exception {
    home = Files.createTempDirectory(Files.createDirectories(ROOT.resolve("target")), "outage");
    for (int shard = 0; shard < SHARDS; shard++) {
      servers.add(new Server());
    }
    int port = freePort();
    Path config = home.resolve("config.ini");
    Files.writeString(
        config,
        "bind_port = "
            + port
            + "\ndestinations = "
            + servers.stream()
                .map(server -> "127.0.0.1:" + server.port)
                .collect(Collectors.joining(" "))
            + "\n");
    penstock("ingest", "-c", config.toString());
    penstock("worker", "-c", config.toString());
    Path last = home.resolve("data/readers/shard-" + (SHARDS - 1));
    while (!Files.exists(last)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    TimeUnit.SECONDS.sleep(2);
    penstock(
        "load",
        "--target",
        "127.0.0.1:" + port,
        "--rate",
        "" + RATE,
        "--keys",
        "" + KEYS,
        "--latency",
        "--seconds",
        "600s",
        "--json");
  }

  private void settle() throws Exception {
    for (int i = 0; i < 40; i++) {
      sample();
    }
    samples.clear();
    healthyLatency();
  }

  private Histogram phase(String name, int seconds) throws Exception {
    System.out.println(name);
    Histogram latency = healthyLatency();
    double end = now() + seconds;
    while (now() < end) {
      latency.add(sample());
    }
    return latency;
  }

  private Histogram phaseUntilCaughtUp() throws Exception {
    System.out.println("back");
    Histogram latency = healthyLatency();
    double end = now() + 600;
    while (reader(VICTIM, ReaderCounter.STATE) != ReaderState.CAUGHT_UP.ordinal()
        && reader(VICTIM, ReaderCounter.STATE) != ReaderState.READING.ordinal()
        && now() < end) {
      latency.add(sample());
    }
    return latency;
  }

  /** Waits a moment, then notes how everything stands; returns the latencies of that moment. */
  private Histogram sample() throws Exception {
    TimeUnit.MILLISECONDS.sleep(SAMPLE_MS);
    Histogram latency = healthyLatency();
    long received = ingest(IngestCounter.RECEIVED_DATAGRAMS);
    long[] accepted = new long[SHARDS];
    double[] sent = new double[SHARDS];
    Sample last = samples.isEmpty() ? null : samples.getLast();
    double seconds = now();
    for (int shard = 0; shard < SHARDS; shard++) {
      accepted[shard] = reader(shard, ReaderCounter.ACCEPTED_LINES);
      sent[shard] =
          last == null ? 0 : (accepted[shard] - last.accepted[shard]) / (seconds - last.seconds);
    }
    samples.add(
        new Sample(
            seconds,
            last == null ? 0 : (received - last.received) / (seconds - last.seconds),
            sent,
            Math.max(
                0, ingest(IngestCounter.NEXT_NUMBER) - reader(VICTIM, ReaderCounter.CURSOR_NUMBER)),
            ReaderState.of(reader(VICTIM, ReaderCounter.STATE)).orElse(ReaderState.STARTING),
            latency.getValueAtPercentile(50) / 1e3,
            latency.getValueAtPercentile(99) / 1e3,
            received,
            accepted));
    return latency;
  }

  private Histogram healthyLatency() {
    Histogram sum = new Histogram(3_600_000_000L, 3);
    for (int shard = 0; shard < SHARDS; shard++) {
      Histogram one = servers.get(shard).takeLatency();
      if (shard != VICTIM) {
        sum.add(one);
      }
    }
    return sum;
  }

  private long ingest(IngestCounter counter) throws IOException {
    try (CounterFile file =
        CounterFile.openReadOnly(home.resolve("data/counters/ingest"), FileKind.INGEST)) {
      return file.get(counter);
    }
  }

  private long reader(int shard, ReaderCounter counter) throws IOException {
    try (CounterFile file =
        CounterFile.openReadOnly(home.resolve("data/readers/shard-" + shard), FileKind.READER)) {
      return file.get(counter);
    }
  }

  private void penstock(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("scripts/penstock").toString()));
    command.addAll(Arrays.asList(words));
    running.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve(words[0] + ".log").toFile())
            .start());
  }

  private void killAll() {
    running.reversed().forEach(Process::destroyForcibly);
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }

  /** A server that can die and return, and knows how long its lines were under way. */
  private static final class Server {
    private final int port = freePort();
    private final ConcurrentHistogram latency = new ConcurrentHistogram(3_600_000_000L, 3);
    private DatagramChannel channel;

    Server() throws IOException {
      listen();
    }

    void listen() throws IOException {
      DatagramChannel opened = DatagramChannel.open();
      opened.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
      opened.bind(new InetSocketAddress("127.0.0.1", port));
      channel = opened;
      Thread.ofPlatform().daemon().start(() -> receive(opened));
    }

    void kill() throws IOException {
      channel.close();
    }

    private void receive(DatagramChannel opened) {
      ByteBuffer buffer = ByteBuffer.allocate(65_536);
      try {
        while (true) {
          buffer.clear();
          opened.receive(buffer);
          long nowMicros = TimeUnit.NANOSECONDS.toMicros(epochNs());
          for (int end = buffer.position(); end > 20; end = before(buffer, end)) {
            long sent = 0;
            for (int i = end - 16; i < end; i++) {
              sent = sent * 10 + buffer.get(i) - '0';
            }
            latency.recordValue(Math.clamp(nowMicros - sent, 0, 3_600_000_000L));
          }
        }
      } catch (AsynchronousCloseException killed) {
        // as asked
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private static int before(ByteBuffer buffer, int end) {
      int at = end - 1;
      while (at >= 0 && buffer.get(at) != '\n') {
        at--;
      }
      return at;
    }

    private static long epochNs() {
      java.time.Instant now = java.time.Instant.now();
      return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    Histogram takeLatency() {
      Histogram taken = latency.copy();
      latency.reset();
      return taken;
    }
  }

  // The picture.

  private static final class Picture {
    private static final int WIDTH = 1500;
    private static final int LEFT = 110;
    private static final int RIGHT = 190;
    private static final int TOP = 96;
    private static final int GAP = 44;
    private static final int[] HEIGHTS = {120, 190, 150, 34, 130};
    private static final Color INK = new Color(0x1f2933);
    private static final Color FAINT = new Color(0xd9e0e7);
    private static final Color SOFT = new Color(0x66788a);
    private static final Color ACCENT = new Color(0xd1495b);
    private static final Color[] OTHERS = {
      new Color(0x2a6f97), new Color(0x61a5c2), ACCENT, new Color(0x2f9e6e)
    };

    private final List<Sample> samples;
    private final double begin;
    private final double killed;
    private final double back;
    private final double caughtUp;
    private final double end;
    private Graphics2D g;

    Picture(List<Sample> samples, double begin, double killed, double back, double caughtUp) {
      this.samples = samples.stream().skip(1).toList();
      this.begin = begin;
      this.killed = killed;
      this.back = back;
      this.caughtUp = caughtUp;
      this.end = samples.getLast().seconds;
    }

    BufferedImage draw() {
      int height = TOP + Arrays.stream(HEIGHTS).sum() + HEIGHTS.length * GAP + 50;
      BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
      g = image.createGraphics();
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, WIDTH, height);
      text(
          "One of four servers is away for %.0f s".formatted(back - killed),
          LEFT,
          36,
          22,
          true,
          INK);
      text(
          "Its lines wait in the journal and go out in order afterwards, paced; the other three do"
              + " not notice.",
          LEFT,
          60,
          15,
          false,
          SOFT);
      int y = TOP;
      marks(y, height - 24 - GAP + 8);
      y += 26;
      panel(y, HEIGHTS[0], "coming in, lines/s", ceiling(s -> s.incoming));
      line(y, HEIGHTS[0], ceiling(s -> s.incoming), s -> s.incoming, INK, 2f);
      y += HEIGHTS[0] + GAP;
      double sentMax =
          IntStream.range(0, SHARDS).mapToDouble(i -> ceiling(s -> s.sent[i])).max().orElse(1);
      panel(y, HEIGHTS[1], "sent to each shard, lines/s", sentMax);
      for (int shard = 0; shard < SHARDS; shard++) {
        int one = shard;
        boolean victim = shard == VICTIM;
        line(y, HEIGHTS[1], sentMax, s -> s.sent[one], OTHERS[shard], victim ? 2.6f : 1.6f);
        text(
            "shard " + shard + (victim ? " (killed)" : ""),
            WIDTH - RIGHT + 14,
            y + 20 + 22 * shard,
            14,
            victim,
            OTHERS[shard]);
      }
      y += HEIGHTS[1] + GAP;
      double backlogMax = ceiling(s -> s.backlog);
      panel(y, HEIGHTS[2], "backlog of shard " + VICTIM + ", datagrams", backlogMax);
      area(y, HEIGHTS[2], backlogMax, s -> s.backlog);
      y += HEIGHTS[2] + GAP;
      states(y, HEIGHTS[3]);
      y += HEIGHTS[3] + GAP;
      double p99Max = ceiling(s -> s.p99Ms);
      panel(y, HEIGHTS[4], "latency of the other shards, client to server, ms", p99Max);
      line(y, HEIGHTS[4], p99Max, s -> s.p99Ms, OTHERS[1], 1.2f);
      line(y, HEIGHTS[4], p99Max, s -> s.p50Ms, OTHERS[0], 2.2f);
      text("p99", WIDTH - RIGHT + 14, y + 20, 14, false, OTHERS[1]);
      text("median", WIDTH - RIGHT + 14, y + 42, 14, true, OTHERS[0]);
      y += HEIGHTS[4];
      seconds(y);
      g.dispose();
      return image;
    }

    private void marks(int top, int bottom) {
      g.setColor(new Color(0xfbeef0));
      g.fillRect(x(killed), top - 10, x(back) - x(killed), bottom - top + 10);
      g.setColor(new Color(0xfdf7e7));
      g.fillRect(x(back), top - 10, x(caughtUp) - x(back), bottom - top + 10);
      String[] names = {"server killed", "server back", "caught up"};
      double[] times = {killed, back, caughtUp};
      for (int i = 0; i < times.length; i++) {
        g.setColor(SOFT);
        g.setStroke(
            new BasicStroke(
                1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 0, new float[] {4, 4}, 0));
        g.drawLine(x(times[i]), top - 10, x(times[i]), bottom);
        text(names[i], x(times[i]) + 4, top - 13, 13, false, INK);
      }
    }

    private void panel(int y, int height, String title, double max) {
      text(title, LEFT, y - 8, 14, true, INK);
      g.setStroke(new BasicStroke(1f));
      for (int i = 0; i <= 2; i++) {
        int at = y + height - i * height / 2;
        g.setColor(i == 0 ? SOFT : FAINT);
        g.drawLine(LEFT, at, WIDTH - RIGHT, at);
        String label = number(max * i / 2);
        text(label, LEFT - 10 - width(label, 13), at + 5, 13, false, SOFT);
      }
    }

    private void line(
        int y, int height, double max, ToDoubleFunction<Sample> value, Color colour, float stroke) {
      g.setColor(colour);
      g.setStroke(new BasicStroke(stroke, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g.draw(path(y, height, max, value));
    }

    private void area(int y, int height, double max, ToDoubleFunction<Sample> value) {
      Path2D path = path(y, height, max, value);
      Path2D filled = new Path2D.Double(path);
      filled.lineTo(x(end), y + height);
      filled.lineTo(x(begin), y + height);
      filled.closePath();
      g.setColor(new Color(0xf0c4ca));
      g.fill(filled);
      g.setColor(ACCENT);
      g.setStroke(new BasicStroke(2f));
      g.draw(path);
    }

    private Path2D path(int y, int height, double max, ToDoubleFunction<Sample> value) {
      Path2D path = new Path2D.Double();
      for (Sample sample : samples) {
        double at = y + height - height * Math.min(1, value.applyAsDouble(sample) / max);
        if (path.getCurrentPoint() == null) {
          path.moveTo(x(sample.seconds), at);
        } else {
          path.lineTo(x(sample.seconds), at);
        }
      }
      return path;
    }

    private void states(int y, int height) {
      text("state of shard " + VICTIM, LEFT, y - 6, 14, true, INK);
      int from = 0;
      for (int i = 1; i <= samples.size(); i++) {
        if (i == samples.size() || !name(samples.get(i)).equals(name(samples.get(from)))) {
          int left = from == 0 ? x(begin) : x(samples.get(from).seconds);
          int right = i == samples.size() ? x(end) : x(samples.get(i).seconds);
          String name = name(samples.get(from));
          g.setColor(colour(name));
          g.fillRect(left, y, Math.max(2, right - left), height);
          if (right - left > width(name, 14) + 8) {
            text(name, left + (right - left - width(name, 14)) / 2, y + 22, 14, true, Color.WHITE);
          }
          from = i;
        }
      }
    }

    private static String name(Sample sample) {
      return switch (sample.state) {
        case SUSPECT -> "suspect";
        case DOWN -> "down";
        case RECOVERING -> "recovering";
        default -> "up";
      };
    }

    private static Color colour(String state) {
      return switch (state) {
        case "suspect" -> new Color(0xe9973f);
        case "down" -> ACCENT;
        case "recovering" -> new Color(0xc9a227);
        default -> new Color(0x2f9e6e);
      };
    }

    private void seconds(int y) {
      int step = end - begin > 120 ? 20 : 10;
      for (int second = 0; begin + second <= end; second += step) {
        String label = second + " s";
        text(label, x(begin + second) - width(label, 13) / 2, y + 22, 13, false, SOFT);
      }
    }

    private int x(double seconds) {
      return (int) (LEFT + (WIDTH - LEFT - RIGHT) * (seconds - begin) / (end - begin));
    }

    /** A round number that is not below any value. */
    private double ceiling(ToDoubleFunction<Sample> value) {
      double max = samples.stream().mapToDouble(value).max().orElse(1);
      double step = Math.pow(10, Math.floor(Math.log10(Math.max(1, max))));
      for (double factor : new double[] {1, 1.5, 2, 3, 4, 5, 6, 8, 10}) {
        if (factor * step >= max) {
          return factor * step;
        }
      }
      return 10 * step;
    }

    private static String number(double value) {
      return value >= 10 || value == 0
          ? String.format(Locale.ROOT, "%,.0f", value)
          : String.format(Locale.ROOT, "%.1f", value);
    }

    private void text(String text, int x, int y, int size, boolean bold, Color colour) {
      g.setFont(font(size, bold));
      g.setColor(colour);
      g.drawString(text, x, y);
    }

    private int width(String text, int size) {
      return g.getFontMetrics(font(size, false)).stringWidth(text);
    }

    private static Font font(int size, boolean bold) {
      return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size);
    }
  }
}
