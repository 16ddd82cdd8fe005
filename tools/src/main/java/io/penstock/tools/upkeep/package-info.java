/**
 * What an operator does to readers and files by hand: {@code readers}, {@code seek}, {@code
 * forget}, {@code purge}.
 *
 * <p>What changes something shows first what it would do; only {@code --execute} does it, with the
 * lock of any other writer, and what it replaces is kept beside it under a dated name. Without
 * {@code --execute} nothing is locked and nothing written.
 */
package io.penstock.tools.upkeep;
