package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real browser without a screen: Chromium, told what to do by its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final Duration READY_MAX = Duration.ofSeconds(60);

  private final Process process;
  private final HttpClient client;
  private final WebSocket socket;
  private final Wire wire;

  private Browser(Process process, HttpClient client, WebSocket socket, Wire wire) {
    this.process = process;
    this.client = client;
    this.socket = socket;
    this.wire = wire;
  }

  /** What comes over the socket: answers by their number, and what the page complains of. */
  private static final class Wire implements WebSocket.Listener {
    private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean isLast) {
      text.append(piece);
      if (isLast) {
        take(JsonParser.parseString(text.toString()).getAsJsonObject());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(JsonObject message) {
      if (message.has("id")) {
        CompletableFuture<JsonObject> answer = asked.remove(message.get("id").getAsInt());
        if (answer != null) {
          answer.complete(message);
        }
      } else if (isComplaint(message)) {
        complaints.add(message.toString());
      }
    }

    /** What the network did is no fault of the page. */
    private static boolean isComplaint(JsonObject message) {
      JsonObject said = message.getAsJsonObject("params");
      return switch (message.get("method").getAsString()) {
        case "Runtime.exceptionThrown" -> true;
        case "Log.entryAdded" -> {
          JsonObject entry = said.getAsJsonObject("entry");
          yield entry.get("level").getAsString().equals("error")
              && !entry.get("source").getAsString().equals("network");
        }
        default -> false;
      };
    }
  }

  /** Where it is; empty when this host has none. */
  static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one with a profile of its own in that folder. */
  static Browser start(Path program, Path folder) throws Exception {
    Files.createDirectories(folder);
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("browser.log").toFile())
            .start();
    HttpClient client = HttpClient.newHttpClient();
    try {
      String port = port(process, folder);
      URI page = page(client, port);
      Wire wire = new Wire();
      WebSocket socket =
          client.newWebSocketBuilder().buildAsync(page, wire).get(60, TimeUnit.SECONDS);
      Browser browser = new Browser(process, client, socket, wire);
      for (String part : List.of("Runtime", "Log", "Page")) {
        browser.tell(part + ".enable", new JsonObject());
      }
      return browser;
    } catch (Exception | AssertionError e) {
      client.close();
      end(process);
      throw e;
    }
  }

  private static String port(Process process, Path folder) throws IOException {
    Path said = folder.resolve("DevToolsActivePort");
    await("the browser listens")
        .atMost(READY_MAX)
        .until(
            () ->
                !process.isAlive() || Files.exists(said) && Files.readString(said).contains("\n"));
    if (!process.isAlive()) {
      throw new IOException(
          "the browser ended: " + Files.readString(folder.resolve("browser.log")));
    }
    return Files.readAllLines(said).getFirst();
  }

  private static URI page(HttpClient client, String port) {
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json")).build();
    return await("the browser has a page")
        .atMost(READY_MAX)
        .until(
            () -> {
              String targets = client.send(list, BodyHandlers.ofString()).body();
              for (JsonElement target : JsonParser.parseString(targets).getAsJsonArray()) {
                JsonObject one = target.getAsJsonObject();
                if (one.get("type").getAsString().equals("page")) {
                  return URI.create(one.get("webSocketDebuggerUrl").getAsString());
                }
              }
              return null;
            },
            java.util.Objects::nonNull);
  }

  private final AtomicInteger ids = new AtomicInteger();

  private JsonObject tell(String method, JsonObject parameters) throws Exception {
    int id = ids.incrementAndGet();
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", parameters);
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    wire.asked.put(id, answer);
    socket.sendText(message.toString(), true).get(60, TimeUnit.SECONDS);
    JsonObject told = answer.get(60, TimeUnit.SECONDS);
    if (!told.has("result")) {
      throw new AssertionError(method + ": " + told);
    }
    return told.getAsJsonObject("result");
  }

  /** Opens an address. */
  void open(String url) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("url", url);
    tell("Page.navigate", parameters);
  }

  /** Shows the page on a screen of that width, in a scheme of colours. */
  void screen(int width, int height, String scheme) throws Exception {
    JsonObject size = new JsonObject();
    size.addProperty("width", width);
    size.addProperty("height", height);
    size.addProperty("deviceScaleFactor", 1);
    size.addProperty("mobile", width < 600);
    tell("Emulation.setDeviceMetricsOverride", size);
    tell(
        "Emulation.setEmulatedMedia",
        JsonParser.parseString(
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]}")
            .getAsJsonObject());
  }

  /** What an expression of the page is. */
  String ask(String expression) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", "String(" + expression + ")");
    JsonObject result = tell("Runtime.evaluate", parameters);
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result);
    }
    return result.getAsJsonObject("result").get("value").getAsString();
  }

  /** The text of an element. */
  String text(String selector) throws Exception {
    return ask("document.querySelector('" + selector + "')?.textContent");
  }

  /** A picture of all of the page. */
  void shoot(Path file) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("captureBeyondViewport", true);
    String picture = tell("Page.captureScreenshot", parameters).get("data").getAsString();
    Files.write(file, Base64.getDecoder().decode(picture));
  }

  /** What the page has complained of so far. */
  List<String> complaints() {
    return List.copyOf(wire.complaints);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    end(process);
  }
}
