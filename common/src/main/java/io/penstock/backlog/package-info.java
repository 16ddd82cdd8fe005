/**
 * What waits for a reader, and since when: the one definition behind {@code status}, its limits and
 * metrics, {@code readers}, {@code explain}, {@code doctor} and the daemons' lines of status.
 *
 * <pre>
 *   committed position        sent up to                 head of the journal
 *          │ sent, in doubt        │ not sent: the backlog          │
 *   ───────┼───────────────────────┼────────────────────────────────┼──▶ datagram numbers
 *                                  └ its oldest line: now − receive time = lag
 * </pre>
 *
 * <p>What a living worker has read and not yet sent counts as not sent. When the worker is dead all
 * after the committed position does: it will be sent again.
 *
 * <p>Reads files alone, so it is exact for dead daemons too. Locks nothing, writes nothing.
 */
package io.penstock.backlog;
