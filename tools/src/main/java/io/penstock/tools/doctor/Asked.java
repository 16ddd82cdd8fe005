package io.penstock.tools.doctor;

import io.penstock.config.Destination;
import io.penstock.tools.replay.LinkCarrier;
import io.penstock.tools.replay.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A destination that was sent a line, or did not take it.
 *
 * @param server whose server it is, and its address
 * @param sentNs when, epoch ns
 * @param refusal why it did not take it
 */
record Asked(String server, long sentNs, Optional<String> refusal) {
  private static final int SEND_BUFFER_BYTES = 1 << 16;

  /** Sends the line as a worker would, and waits until it is taken where that can be told. */
  static Asked send(String server, Destination destination, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
    UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length));
    buffer.putBytes(0, bytes);
    long sentNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    try (LinkCarrier carrier = LinkCarrier.open(destination, SEND_BUFFER_BYTES)) {
      sentNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
      carrier.send(buffer, 0, bytes.length);
      carrier.finish();
      return new Asked(server, sentNs, Optional.empty());
    } catch (Refused e) {
      return new Asked(server, sentNs, Optional.of(e.getMessage()));
    }
  }
}
