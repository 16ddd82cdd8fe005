package io.penstock.console.watch;

import com.google.gson.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What an examination found, examined again when it is asked for and 15 s old: ten viewers cost as
 * much as one, and none costs nothing. Any thread; one examines, the others wait for it.
 */
public final class Findings {
  private static final long OLD_NS = TimeUnit.SECONDS.toNanos(15);

  private final Supplier<JsonObject> examination;
  private final LongSupplier nanoClock;
  private byte[] last;
  private long atNs;

  /** Of that examination. */
  public Findings(Supplier<JsonObject> examination, LongSupplier nanoClock) {
    this.examination = examination;
    this.nanoClock = nanoClock;
  }

  /** Them, in one line of JSON. */
  public synchronized byte[] get() {
    long nowNs = nanoClock.getAsLong();
    if (last == null || nowNs - atNs >= OLD_NS) {
      last = Seen.line(examination.get());
      atNs = nowNs;
    }
    return last;
  }
}
