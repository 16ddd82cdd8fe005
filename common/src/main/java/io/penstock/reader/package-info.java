/**
 * What a reader is: the one rule of where it begins, what of the journal is its own, when it is
 * over and where its lines go ({@link io.penstock.reader.ReaderPlan}); to whom it belongs ({@link
 * io.penstock.reader.ReaderOwner}); and every change of its file that is not a commit ({@link
 * io.penstock.reader.ReaderFiles}).
 *
 * <p>Retention deletes by the same rule by which the worker reads and the tools advise. So nothing
 * is deleted that a worker would still have read, and nothing is kept that none will.
 */
package io.penstock.reader;
