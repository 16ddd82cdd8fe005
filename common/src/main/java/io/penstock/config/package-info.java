/**
 * {@code config.ini} in, immutable records out.
 *
 * <p>Every key is one line of {@link io.penstock.config.Keys}: section, name, default, type, help.
 * The order is default, file, environment, flags; the last one that speaks wins, and where a value
 * came from is kept. What is in {@code [forward]} may be said for one shard alone in {@code
 * [shard.N]}. Sizes are bytes and durations nanoseconds from here on. All faults are found in one
 * pass and reported together.
 *
 * <p>The only room that knows Commons Configuration, and of that only its INI reader: interpolation
 * and list splitting are off, so a value is what stands in the file.
 */
package io.penstock.config;
