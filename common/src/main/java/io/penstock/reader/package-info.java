/**
 * What a reader is: the one rule of where it begins, what of the journal is its own, when it is
 * over and where its lines go ({@link io.penstock.reader.ReaderPlan}); to whom it belongs ({@link
 * io.penstock.reader.ReaderOwner}); and every change of its file that is not a commit ({@link
 * io.penstock.reader.ReaderFiles}).
 *
 * <p>Retention deletes by the same rule by which the worker reads and the tools advise. So nothing
 * is deleted that a worker would still have read, and nothing is kept that none will.
 *
 * <h2>A reader's file</h2>
 *
 * <pre>
 *   data/readers/NAME, a {@link io.penstock.counters.CounterFile} of kind READER; from 64:
 *   +------------------------------+------------------------------+
 *   | slot 0, 128 bytes            | slot 1, 128 bytes            |    written in turn
 *   +------------------------------+------------------------------+
 *   slot: u64 sequence | 12 × u64 position | free | u64 checksum | u64 sequence
 *   320  content slots 0 and 1, 64 bytes each, of the same turns:
 *   slot: u64 sequence | u64 sum | u64 number where the sum begins | u64 checksum | free
 *   1008  u64 let go until, epoch ms: a tool asks the worker for the reader's lock, 5 s at most
 *   1000  u64 when the counts were started, epoch ns: with the start number it identifies them
 *   1016  u64 paused until, epoch ms; both are written by tools and obeyed by the worker
 * </pre>
 *
 * <p>The content sum ({@link io.penstock.content}) counts for the position of its sequence alone. A
 * file of a Penstock that kept none is read: its sum begins where the reader stands.
 *
 * <p>Where both slots are damaged, the worker begins at the number to which the position leads that
 * Chronicle's table keeps under the same name, else where the reader's layout begins, and says so.
 *
 * <p>The number is the truth, the hint only where to look first. A hint that is stale, absurd or
 * zero costs a search of about 0.2 ms and nothing else.
 */
package io.penstock.reader;
