/**
 * Lines in, datagrams out: how lines share a datagram, the same for who sends live and who replays.
 */
package io.penstock.pack;
