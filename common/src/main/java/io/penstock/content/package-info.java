/**
 * What lines say, in one number: a count cannot see that one line was lost and another sent twice.
 *
 * <p>{@link io.penstock.content.ContentHash} makes 64 bits of the bytes of a line. The sum of them,
 * modulo 2^64, stands for lines in whatever order they come; what is sent twice counts twice, and
 * what is taken back is subtracted. Two different sets of lines have the same sum with a chance of
 * one in 2^64, as long as the lines are not chosen for it: this finds faults, not forgery.
 *
 * <p>Readers keep such a sum beside their counts, the audit tells it from the journal, and {@code
 * penstock load} and {@code penstock sink} say what was sent and what came.
 */
package io.penstock.content;
