package io.penstock.config;

/**
 * One key's effective value as it was written, and who wrote it.
 *
 * @param key which key
 * @param text the value with its unit, as given
 * @param origin where it came from
 */
public record Setting(Key<?> key, String text, Origin origin) {}
