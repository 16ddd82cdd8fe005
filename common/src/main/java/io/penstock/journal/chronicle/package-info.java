/**
 * Chronicle Queue: appends records ({@link io.penstock.journal.chronicle.QueueAppender}), maps
 * files for readers ({@link io.penstock.journal.chronicle.MappedTailers}), and keeps the table that
 * its own tools look at ({@link io.penstock.journal.chronicle.MetadataFile}).
 *
 * <p>The only room that imports {@code net.openhft}; nothing of the library shows in what the
 * promise uses. Public for the journal's other rooms alone.
 */
package io.penstock.journal.chronicle;
