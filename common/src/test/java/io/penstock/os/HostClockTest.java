package io.penstock.os;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostClockTest {
  @Test
  void kernelAnswersOrASandboxDoesNotLetUsAsk() {
    Optional<HostClock> clock = HostClock.look();
    clock.ifPresent(state -> assertTrue(state.errorMaxMicros() >= 0, state::toString));
    clock
        .filter(HostClock::isSynchronised)
        .ifPresent(
            state -> assertTrue(state.errorMaxMicros() <= 16_000_000, "the kernel's own bound"));
  }
}
