/**
 * {@code penstock demo}: the whole of Penstock on this host, with a sender, a receiver and a judge,
 * on free loopback ports and a data directory of its own.
 *
 * <p>{@link io.penstock.tools.demo.Stage} holds what runs; {@link
 * io.penstock.tools.demo.DemoCommand} tells it what to do and when; {@link
 * io.penstock.tools.demo.Outages} and {@link io.penstock.tools.demo.Verdict} are pure.
 */
package io.penstock.tools.demo;
