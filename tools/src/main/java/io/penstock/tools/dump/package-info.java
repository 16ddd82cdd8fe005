/**
 * {@code penstock dump}: the lines of the journal on standard output.
 *
 * <pre>
 *   JournalWalk ──▶ LineWalk ──▶ LineFormat ──▶ LineOutput ──▶ standard output
 * </pre>
 */
package io.penstock.tools.dump;
