package io.penstock.config;

import java.util.Optional;

/**
 * Section {@code [console]}.
 *
 * @param bind where the console serves; empty when {@code penstock run} is to leave it out
 * @param ready the limits within which {@code /readyz} says ready, as {@code status --check} takes
 *     them
 * @param lines whether the page may show lines of the journal
 */
public record ConsoleSettings(Optional<HttpAddress> bind, String ready, boolean lines) {}
