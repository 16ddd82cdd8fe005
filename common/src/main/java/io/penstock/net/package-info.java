/**
 * Sockets, and waiting for them. Linux, x86-64 and aarch64.
 *
 * <ul>
 *   <li>{@link io.penstock.net.UdpReceiver}: many datagrams a call, coalesced ones included, and
 *       what the kernel dropped.
 *   <li>{@link io.penstock.net.Link}: a way to one destination, whatever the transport.
 *   <li>{@link io.penstock.net.UdpSender}: one connected socket that learns of every refusal.
 *   <li>{@link io.penstock.net.StreamLink}, {@link io.penstock.net.UnixDatagramLink}: connections
 *       that know what has arrived.
 *   <li>{@link io.penstock.net.UnixDatagramReceiver}, {@link io.penstock.net.StreamInputs}: Unix
 *       datagrams; clients of TCP and Unix streams. {@link io.penstock.net.SourceFilter}: who may.
 *   <li>{@link io.penstock.net.InheritedSocket}: a socket that was there before us.
 *   <li>{@link io.penstock.net.InputPoll}: waits on several inputs. {@link io.penstock.net.WakeUp}:
 *       ends a wait from another thread.
 *   <li>{@link io.penstock.net.NotifySocket}: messages to a service manager.
 * </ul>
 *
 * <p>Why not {@code java.nio}: it has no recvmmsg, no UDP_GRO, no error queue and no SO_MEMINFO.
 *
 * <p>System calls keep the rules of {@code io.penstock.os}, whose functions they are made with.
 * Receiving and sending allocate nothing.
 */
package io.penstock.net;
