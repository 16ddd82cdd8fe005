/**
 * Amounts, sizes and durations as people write and read them.
 *
 * <p>{@link io.penstock.amounts.Units} reads {@code 64MiB} and {@code 250ms} and writes them back
 * exactly; {@link io.penstock.amounts.Amounts} writes numbers for people, rounded to the unit that
 * fits. The room knows no other.
 */
package io.penstock.amounts;
