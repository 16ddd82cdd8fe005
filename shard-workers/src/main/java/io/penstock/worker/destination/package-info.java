/**
 * What a shard sends to: the name and the link, what health probes say, and the state that follows
 * from both.
 *
 * <p>An {@link io.penstock.worker.destination.Endpoint} is the one door. It knows neither lines nor
 * positions. {@link io.penstock.worker.destination.Network} is the seam for tests: links, names and
 * probes of their own.
 */
package io.penstock.worker.destination;
