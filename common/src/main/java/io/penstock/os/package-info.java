/**
 * What the JDK does not offer of files, locks, clocks and the process, by calls of the C library.
 * Linux, x86-64 and aarch64.
 *
 * <ul>
 *   <li>{@link io.penstock.os.HostFiles}, {@link io.penstock.os.GrowingFile}: blocks, holes, file
 *       systems; a file that is whole or not there. {@link io.penstock.os.NoRoomException}: the
 *       disk is full.
 *   <li>{@link io.penstock.os.ExclusiveLock}: one process at a time.
 *   <li>{@link io.penstock.os.HostProcess}, {@link io.penstock.os.ThreadPriority}, {@link
 *       io.penstock.os.ActingAs}, {@link io.penstock.os.OpenFiles}: the process, its threads, its
 *       user, its descriptors.
 *   <li>{@link io.penstock.os.BootClock}, {@link io.penstock.os.HostClock}: time that cannot be
 *       set, and how wrong the wall clock may be.
 *   <li>{@link io.penstock.os.PipeDepth}: what the reader of a pipe has not taken yet.
 *   <li>{@link io.penstock.os.LibcFunction}, {@link io.penstock.os.Libc}, {@link
 *       io.penstock.os.FileCalls}: the calls themselves, for this room and for {@code net}.
 * </ul>
 *
 * <p>Why not {@code java.nio}: it has no flock, and its file channels would open the file that must
 * be opened only once.
 *
 * <p>Rules of this room and of {@code net}, the only two that use the Foreign Function API:
 *
 * <ul>
 *   <li>Every call returns its result, or {@code -errno}, as the kernel itself does. What may be
 *       interrupted is called again on EINTR, except a wait, which then ends early.
 *   <li>Memory for the kernel is direct and held by the object that made the call; addresses go as
 *       plain longs, so that calls allocate nothing. No {@code MemorySegment} leaves the two rooms.
 *   <li>Byte offsets of C structures are constants with the structure drawn beside them. They are
 *       the same on both machines.
 *   <li>{@code Linker.Option.critical} is used nowhere: a thread in a critical call holds up every
 *       safepoint.
 * </ul>
 */
package io.penstock.os;
