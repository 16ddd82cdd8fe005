/**
 * What a shard sends: lines packed into datagrams, those in doubt, and the books of what became of
 * each, up to the committed position.
 *
 * <p>A {@link io.penstock.worker.sending.Sender} is the one door. It sends to an {@link
 * io.penstock.worker.destination.Endpoint} and does not know who reads for it: after a rewind it
 * says where reading begins again.
 */
package io.penstock.worker.sending;
