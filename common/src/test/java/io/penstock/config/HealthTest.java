package io.penstock.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Health.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTest {
  @Test
  void portsAndPathsHaveTheirDefaults() {
    assertEquals(Health.NONE, Health.parse("none"));
    assertEquals(new Health(Protocol.TCP, "a.b", 1, ""), Health.parse("tcp://a.b:1"));
    assertEquals(new Health(Protocol.STATSD, "a", 8126, ""), Health.parse("statsd://a"));
    assertEquals(new Health(Protocol.HTTP, "a", 80, "/"), Health.parse("http://a"));
    assertEquals(
        new Health(Protocol.HTTP, "::1", 8080, "/x?y=1"), Health.parse("http://[::1]:8080/x?y=1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yes",
        "tcp://a",
        "tcp://a:0",
        "tcp://a:65536",
        "tcp://a:1/x",
        "statsd://",
        "udp://a:1",
        "https://a",
        "http://a b",
        "http://a/\u0007",
        "HTTP://a"
      })
  void whatIsWrongIsSaidWithWhatWasExpected(String text) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> Health.parse(text)).getMessage();
    assertTrue(said.startsWith("expected none, tcp://host:port"), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "tcp://a:1", "statsd://[::1]:8126", "http://127.0.0.1:8080/health"})
  void itIsWrittenAsItIsRead(String text) {
    assertEquals(text, Health.parse(text).toString());
  }
}
