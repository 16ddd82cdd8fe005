/**
 * What a shard reads: which record is next, at what pace, together with whom, and which lines of it
 * are the shard's.
 *
 * <p>A {@link io.penstock.worker.reading.Reader} is the place of one shard in the journal. {@link
 * io.penstock.worker.reading.Groups} let readers that are at the same place read together, so that
 * a record is read and its lines are hashed once for all of them. Lines are handed to the shard's
 * {@link io.penstock.worker.sending.Sender}; nothing here knows sockets or health.
 */
package io.penstock.worker.reading;
