/**
 * What single steps of the way of a datagram cost; README.md of this module has the figures. The
 * whole of it is measured from outside, by {@code benchmarks/end-to-end}.
 */
package io.penstock.benchmarks;
