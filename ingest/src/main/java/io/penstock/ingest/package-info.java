/**
 * Takes datagrams off the network and appends them, unparsed, to the journal.
 *
 * <p>{@link io.penstock.ingest.ReceiveAgent} owns the sockets and the journal's appender and never
 * waits; the journal's allocator keeps disk blocks ready ahead of it. What cannot be kept is
 * counted by reason. Three slower threads delete, audit and force the journal to the disk.
 */
package io.penstock.ingest;
