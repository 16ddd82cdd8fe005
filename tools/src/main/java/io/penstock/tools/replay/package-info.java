/**
 * {@code penstock replay}: sends a piece of the journal once more, to where it went or elsewhere.
 *
 * <p>A replay is a reader without a name: it reads beside the live flow, moves no position and
 * takes no lock. The plan and the execution are the same {@link io.penstock.tools.replay.Pass} over
 * the same datagram numbers, once with carriers that only count, so what is planned is what is
 * sent. Packing depends on the records and their times alone, never on when the replay runs: two
 * runs send the same bytes.
 */
package io.penstock.tools.replay;
