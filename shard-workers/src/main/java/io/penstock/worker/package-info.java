/**
 * Tails the journal, sends each line to its shard's destination, and remembers how far it came.
 *
 * <p>One {@link io.penstock.worker.ShardAgent} is one thread; it owns its shards whole. A {@link
 * io.penstock.worker.Shard} is a reader of the journal with a cursor; shards whose cursors have met
 * read together as a {@link io.penstock.worker.Group}, so a record is read and its lines hashed
 * once for all of them. A shard in trouble leaves its group and the others do not notice.
 *
 * <p>What "committed" means over UDP: the kernel accepted it, and the destination's host sent no
 * refusal within the doubt window.
 */
package io.penstock.worker;
