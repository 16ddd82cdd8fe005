/**
 * What readers must have counted, derived from the journal alone: by plain code that shares nothing
 * with the workers' but the documents.
 *
 * <p>{@link io.penstock.audit.Recount} reads records in their order and gives them to a {@link
 * io.penstock.audit.Tally} for each reader. {@code penstock check --balance} compares what they say
 * with what the readers have committed.
 *
 * <h2>The ledger</h2>
 *
 * <p>So that the proof outlives the data, each roll file is audited once it is written no more and
 * its readers have passed it, and before it is deleted. {@code data/counters/audit} keeps the
 * result, a line for each reader:
 *
 * <pre>
 *   crc32c   kind      fields
 *   8d1f03c2 audited   reader=shard-0 start=0 begun=1795…  from=0 to=70233 datagrams=70233 lines=…
 *                      bytes=… lost=0 content=4be1…
 *   77e0a1b9 unaudited from=70233 to=140471 reason=…
 * </pre>
 *
 * <ul>
 *   <li>The checksum is of all behind the space that follows it. A line is on the disk before its
 *       file may go. One that was cut off by a kill is cut away; damage in the midst is found by
 *       {@code check}, and the file is copied before anything is added to it.
 *   <li>{@code reader}, {@code start} and {@code begun} name one life of a reader's books. A seek
 *       begins another; its files are audited again while they exist, and an undone seek finds the
 *       entries of before.
 *   <li>An entry counts for a position that is not before its end; else the journal is read.
 *   <li>What is known of files that are gone becomes one line a life, with the numbers between them
 *       as lost ones; the eight newest lives of a reader are kept. Lines and fields that a version
 *       does not know are passed over.
 *   <li>Nothing waits for an audit: what is deleted before it has a line that gives the reason, and
 *       is unproven.
 * </ul>
 */
package io.penstock.audit;
