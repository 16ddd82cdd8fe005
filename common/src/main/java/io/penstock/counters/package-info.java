/**
 * Every number that a process publishes, in a small file of fixed layout.
 *
 * <p>One process writes a file, anybody reads it, live or long after the writer died. A write is a
 * plain or ordered store into mapped memory: no system call, nothing to wait for, and it survives a
 * kill of the process at once. A power cut may lose the last seconds.
 *
 * <p>Layout, little-endian, {@value io.penstock.counters.CounterFile#FILE_BYTES} bytes:
 *
 * <pre>
 *    0  u64 magic      8  u32 version     12  u32 kind
 *   16  u64 pid       24  u64 started, epoch ms
 *   32  u64 heartbeat, epoch ms
 *   64  free for the owner of the kind (a reader its position; ingest the
 *       kernel's drops by socket, and from 384 on what it listens on), to 1024
 * 1024  u64 counters, in the order of their enum
 * </pre>
 *
 * <p>A counter enum only ever grows at its end: an old tool reads a new file, and a new tool finds
 * zero where an old writer had nothing to say.
 */
package io.penstock.counters;
