package io.penstock.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives a test its own {@link Penstock} and ends all its processes with the test.
 *
 * <p>When the test fails (one that is skipped has not), everything that the processes said is
 * printed and the folder stays under {@code target/}.
 */
final class PenstockExtension
    implements BeforeAllCallback, AfterAllCallback, ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(PenstockExtension.class);
  private static final Path HOMES = Path.of("target/homes").toAbsolutePath();

  static {
    Awaitility.setDefaultPollInterval(
        Duration.ofMillis(20)); // a suite waits for thousands of things
  }

  private Turn turn;

  @Override
  public void beforeAll(ExtensionContext tests) throws IOException {
    turn = Turn.onTheMachine(tests.getRequiredTestClass().isAnnotationPresent(Alone.class));
  }

  @Override
  public void afterAll(ExtensionContext tests) throws IOException {
    turn.close();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Penstock.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    try {
      StartUpCaches.makeOnce();
      Files.createDirectories(HOMES);
      String name =
          test.getRequiredTestClass().getSimpleName()
              + "."
              + test.getRequiredTestMethod().getName()
              + "-";
      boolean isLong = test.getTags().contains("long");
      Penstock penstock =
          new Penstock(Files.createTempDirectory(HOMES, name), isLong ? "" : Penstock.SHORT_LIVES);
      test.getStore(OURS).put(Penstock.class, penstock);
      return penstock;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while the start-up caches were made", e);
    }
  }

  @Override
  public void afterEach(ExtensionContext test) throws IOException {
    Penstock penstock = test.getStore(OURS).get(Penstock.class, Penstock.class);
    if (penstock == null) {
      return;
    }
    penstock.close();
    if (test.getExecutionException()
        .filter(e -> !(e instanceof TestAbortedException))
        .isPresent()) {
      System.out.println(
          "=== " + test.getDisplayName() + " failed; its files are in " + penstock.home());
      System.out.println(penstock.logs());
    } else {
      penstock.delete();
    }
  }
}
