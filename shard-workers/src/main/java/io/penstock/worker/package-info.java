/**
 * Tails the journal, sends each line to its shard's destination, and remembers how far it came.
 *
 * <p>One {@link io.penstock.worker.ShardAgent} is one thread; it owns its shards whole. A {@link
 * io.penstock.worker.Shard} is three objects in a row, each of which knows only the next: a {@link
 * io.penstock.worker.reading.Reader} takes lines from the journal, a {@link
 * io.penstock.worker.sending.Sender} packs, sends and commits them, an {@link
 * io.penstock.worker.destination.Endpoint} is where they are sent. The {@link
 * io.penstock.worker.Roster} says which shards there are. A shard in trouble leaves its group and
 * the others do not notice.
 *
 * <p>What "committed" means over UDP: the kernel accepted it, and the destination's host sent no
 * refusal within the doubt window.
 */
package io.penstock.worker;
