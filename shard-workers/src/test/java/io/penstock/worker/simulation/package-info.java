/**
 * A deterministic simulation of the send path: the real worker thread on a real journal, with a
 * clock, servers and failures that a script owns.
 *
 * <p>{@link io.penstock.worker.simulation.Script} says what happens, {@link
 * io.penstock.worker.simulation.Simulation} lets it happen, {@link
 * io.penstock.worker.simulation.ReaderModel} holds each reader to its promises after every round.
 */
package io.penstock.worker.simulation;
