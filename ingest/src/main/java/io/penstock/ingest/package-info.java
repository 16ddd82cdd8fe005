/**
 * Takes datagrams off the network and appends them, unparsed, to the journal.
 *
 * <p>Two threads. {@link io.penstock.ingest.ReceiveAgent} owns the socket and the journal's
 * appender and waits for nobody; the journal's allocator keeps disk blocks ready ahead of it. What
 * cannot be kept is counted by reason.
 */
package io.penstock.ingest;
