/**
 * {@code penstock sink}: stands in for the destinations and says what became of each numbered line.
 *
 * <p>{@link io.penstock.tools.sink.SinkLedger} is the judge: it shares no code with what it judges.
 * {@link io.penstock.tools.sink.Sink} receives on several ports, each of which can die and come
 * back, in a process of its own or within a test.
 *
 * <p>What it finds, per key (all bytes before the first {@code :}):
 *
 * <ul>
 *   <li>lost: a number from 0 to the highest seen never came. Lines after the highest can only be
 *       missed by comparing with what was sent.
 *   <li>repeated: a number came again.
 *   <li>reordered: a number came for the first time after a higher one.
 *   <li>moved: the key was seen on more than one port.
 * </ul>
 *
 * <p>Memory: a key takes about 200 bytes and each run of numbers between two gaps 16. Both are
 * limited ({@link io.penstock.tools.sink.SinkLedger#KEYS_MAX}, {@link
 * io.penstock.tools.sink.SinkLedger#GAPS_MAX}), and a ledger that would exceed them says so instead
 * of guessing.
 */
package io.penstock.tools.sink;
