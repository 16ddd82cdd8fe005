/**
 * The only room that knows sockets, system calls and the Foreign Function API. Linux, x86-64 and
 * aarch64.
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
 *   <li>{@link io.penstock.net.WakeUp}: ends a wait from another thread.
 *   <li>{@link io.penstock.net.NotifySocket}: messages to a service manager.
 *   <li>{@link io.penstock.net.ExclusiveLock}: one process at a time.
 *   <li>{@link io.penstock.net.HostProcess}, {@link io.penstock.net.HostFiles}, {@link
 *       io.penstock.net.HostClock}: what the JDK does not offer of the process, its files and the
 *       clock.
 * </ul>
 *
 * <p>Why not {@code java.nio}: it has no recvmmsg, no UDP_GRO, no error queue, no SO_MEMINFO and no
 * flock, and its file channels would open the file that must be opened only once.
 *
 * <p>Rules of the room:
 *
 * <ul>
 *   <li>Every call returns its result, or {@code -errno}, as the kernel itself does. What may be
 *       interrupted is called again on EINTR, except a wait, which then ends early.
 *   <li>Memory for the kernel is direct and held by the object that made the call; addresses go as
 *       plain longs, so that receiving and sending allocate nothing. No {@code MemorySegment}
 *       leaves the room.
 *   <li>Byte offsets of C structures are constants with the structure drawn beside them. They are
 *       the same on both machines.
 *   <li>{@code Linker.Option.critical} is used nowhere: a thread in a critical call holds up every
 *       safepoint.
 * </ul>
 */
package io.penstock.net;
