/**
 * The journal: datagrams on disk, numbered, checksummed, and read by any process. This page is its
 * contract.
 *
 * <h2>Promises</h2>
 *
 * <table>
 * <caption>What is kept when something ends</caption>
 * <tr><th>event</th><th>kept</th><th>lost</th></tr>
 * <tr><td>kill -9 of the writer, anywhere</td><td>every record whose append returned</td>
 *     <td>nothing; the record being appended is there whole or not at all</td></tr>
 * <tr><td>kill -9 of a reader, anywhere</td><td>its last committed position, or the one before</td>
 *     <td>nothing; what was read since is read again</td></tr>
 * <tr><td>crash of the system, power cut, {@code fsync = off}</td><td>what was written back: all
 *     but the last 30 s or so (the kernel's {@code dirty_expire_centisecs})</td><td>pages that were
 *     not; each lost page costs the records in it, and the numbers show which</td></tr>
 * <tr><td>the same with {@code fsync = 500ms}</td><td>everything before the number that the counter
 *     {@code synced_number} shows</td><td>up to 500 ms and the time that one sync takes; a slow
 *     disk makes it more, and {@code longest_sync_ns} shows it</td></tr>
 * <tr><td>disk full, at whatever moment</td><td>everything that was not refused</td><td>what was
 *     refused, which the caller counts</td></tr>
 * <tr><td>a damaged byte</td><td>every other record</td><td>the record that it hit; never another
 *     datagram in its place (CRC-32C)</td></tr>
 * </table>
 *
 * <ul>
 *   <li><b>Numbers.</b> Each datagram has a 64-bit number, one more than the last; over restarts
 *       too. Whatever is missing later is a gap between two records, so every loss can be counted
 *       by subtraction. "Payload bytes before" does the same for bytes. Receive times never go
 *       back.
 *   <li><b>Limits.</b> A datagram has at most 65,535 bytes, a record 256 KiB and 65,535 datagrams
 *       (a layout is one record: the configuration refuses rings that do not fit together), a file
 *       {@code rollBytes} + 64 KiB and 32 Mi records.
 *   <li><b>Time.</b> No clock of the machine decides what is written where: files are numbered by
 *       cycles that the writer advances. A name looks like a minute and means none. The wall clock
 *       may be set, by hours or years, back or forward, at any moment: nothing is lost, repeated,
 *       blocked or deleted for it. Receive times are the only thing that it is asked for. They
 *       never go back: set back, they stand still until the clock is past the newest record; set
 *       forward by mistake and back again, they stand there until the clock comes there. So a
 *       search by time ({@link io.penstock.journal.JournalCursor#seekTime}) always has an answer,
 *       and it is the first record received at that time or later.
 *   <li><b>Waiting.</b> An append never waits, not even for the disk. It needs allocated blocks
 *       ahead ({@link io.penstock.journal.BlockAllocator}); without them it refuses. A writer that
 *       must begin a file on a full disk opens all the same, and refuses until the file is ready.
 *   <li><b>Opening</b> reads the newest file's header, its last record and the zeros behind it. It
 *       takes milliseconds, whatever the journal holds, besides 0.3 s in a cold JVM.
 *   <li><b>Keeping and deleting.</b> Only whole files are deleted, strictly the oldest first, never
 *       the newest that holds a sound record; so what is left is one stretch of numbers, and each
 *       reader finds by subtraction what it missed. A file is deleted (a) when every reader has
 *       read it and {@code keep_read} is over; (b) when it is older than {@code max_age}, read or
 *       not; (c) when the journal's allocated blocks are above {@code max_bytes}, or the disk's
 *       free space is below {@code free_soft}, read or not; with {@code when_full = refuse_newest}
 *       only if it is read, and what arrives is refused instead. Below {@code free_hard} no more
 *       blocks are taken. At no time does the journal take more than {@code max_bytes} and what
 *       arrives in a quarter of a second.
 *   <li><b>Who holds it.</b> The readers of the configuration, whether they have begun or not, and
 *       those that an earlier layout has a place for and that still drain. A reader for which
 *       nothing is left holds nothing; {@code io.penstock.reader} has the rule.
 *   <li><b>Age</b> is the time between a file's last record and the journal's newest, as recorded:
 *       a journal in which nothing arrives does not age. Unread data is deleted by {@code max_age}
 *       only when one ingest has, by the monotonic clock, watched it for so long. So no step of the
 *       wall clock deletes anything unread; a restart restarts the watch and keeps it longer.
 *   <li><b>Nothing that cannot be read is deleted for its age.</b> An older file in which nothing
 *       is sound, or that the disk does not give out, counts as unread and its age as unknown: it
 *       stays, is named and counted, and so does what is behind it. Only {@code max_bytes} and
 *       {@code free_soft} make it go, or one bad sector would fill the disk. A newest file whose
 *       header was never finished, or lost with its page, is set aside as {@code *.torn-…} and its
 *       numbers are not given out again; one with a break in it, or with a header that Chronicle
 *       cannot read, stays as it is and a new one is begun.
 *   <li><b>After a power cut</b> the journal may end before what readers have committed. So the
 *       writer is told the largest number that any reader has seen, and continues from there: the
 *       gap is the loss.
 *   <li><b>A newer Penstock's record</b> (a good checksum, an unknown version or kind) is refused
 *       with a {@link io.penstock.journal.record.JournalException}, never skipped.
 * </ul>
 *
 * <h2>The record, format 1</h2>
 *
 * <p>Little-endian. One Chronicle excerpt is one record.
 *
 * <pre>
 *   0        4    5    6      8              16             24            32
 *   +--------+----+----+------+--------------+--------------+-------------+------------+----------+
 *   | crc32c |ver |kind|count | first number | payload bytes| receive time| length     | payloads |
 *   | u32    | u8 | u8 | u16  | u64          | before, u64  | epoch ns,u64| u16 × count| …        |
 *   +--------+----+----+------+--------------+--------------+-------------+------------+----------+
 *            ^ the checksum is of all from here to the end
 *
 *   kind 0   datagrams, as they arrived; payloads one after another, without anything between
 *   kind 1   a layout: count 0, first number that of the next datagram, payload lines of text:
 *            journal = UUID, hash, key, shards, destination.0 … and, for each
 *            second ring, mirror.NAME.hash, .key, .shards, .destination.0 …
 * </pre>
 *
 * <h2>The files</h2>
 *
 * <pre>
 *   20261122-0931.cq4          begins with its one layout record; in force to its end
 *   20261122-0932.cq4          the newest is written: allocated zeros lie ahead of its end
 *   20261122-0933.precreated   the next, with its first blocks; Chronicle renames it at the roll
 *   metadata.cq4t              Chronicle's table: locks, listing, named positions (128 KiB)
 * </pre>
 *
 * <p>The table only repeats what is known elsewhere. A writer sets one aside that is damaged and
 * makes another; readers do without it, by plain reads; one that is taken away or cut beside a live
 * reader costs its named position, which is counted.
 *
 * <p>A file is Chronicle Queue's own ({@link io.penstock.journal.rollfile.ChronicleFormat}); its
 * tools read it. The writer begins a new one when the next record would pass {@code rollBytes},
 * when the file is older than {@code rollAgeNs}, and when the layout changes. Readers take the
 * layout from the file that they are in, so what lies before a change is sharded as it was then.
 * Retention deletes whole files, the oldest first ({@link io.penstock.journal.JournalRetention});
 * never the one that holds the head.
 *
 * <h2>Threads and processes</h2>
 *
 * <ul>
 *   <li>One writer, in one process, on one thread; the caller holds a lock that says so.
 *       Chronicle's own lock is only its process id, and is taken from the process that had it
 *       before.
 *   <li>The allocator on its own thread. The two share, per file, two counts of bytes.
 *   <li>Any number of readers in any process; each cursor on one thread. They map the data
 *       read-only, hold no lock, and disturb no process. Both outlive each other. Tools ({@link
 *       io.penstock.journal.Access#READ_ONLY}) read the files plainly and need no more than
 *       permission to read them.
 * </ul>
 *
 * <h2>How damage is got over</h2>
 *
 * <p>A reader walks the chain of headers by itself, within the file's size. Where a record is not
 * sound, or a header leads nowhere, it looks for the next sound record: first along the chain; when
 * that is broken, word by word. Only then could a datagram that holds the image of a record, made
 * to be found, be taken for one. When a file ends in silence before its last record, which
 * Chronicle notes in the file's header, the reader notices within 1,088 idle polls. A file whose
 * header is damaged is read without Chronicle's help, and found by no hint.
 *
 * <h2>What is lost, and why</h2>
 *
 * <p>A gap between the numbers of two records is a loss, and a cursor says of each number in it why
 * it was not found ({@link io.penstock.journal.record.Losses}): {@code retention} when it lay below
 * the beginning of the oldest file, which is where retention deletes; {@code corrupt} when
 * something damaged was skipped there, or a file is not there that was, or was set aside; else
 * {@code missing}, which is what a power cut leaves. Each file begins with the number that follows
 * the file before, so a gap with more than one reason is split exactly wherever those beginnings
 * are known.
 *
 * <p>{@link io.penstock.journal.JournalCheck} walks the files as a reader would, on plain bytes,
 * and names each injury with its place and its numbers ({@link io.penstock.journal.FindingCode}).
 * What cannot be read at all is set aside under a new name, by ingest at its start or by {@code
 * penstock repair}, and never deleted; a file with one sound record stays.
 *
 * <h2>The rooms below</h2>
 *
 * <p>Each knows only those below it, and nothing outside the journal uses them, but for the values
 * that the promise answers with.
 *
 * <pre>
 *   journal     the promise: writer, cursor, retention, checks
 *   chronicle   appends, maps files for readers, keeps the table; only here is net.openhft imported
 *   rollfile    the files as plain bytes; RollFileRecords is all that a cursor asks:
 *               the next record, a place by number or time, the layout there, what is missing
 *   record      one record: its format, the checked copy, what a layout record says
 * </pre>
 */
package io.penstock.journal;
