/**
 * The journal's files as plain bytes: their names and order ({@link
 * io.penstock.journal.rollfile.RollFiles}), one of them ({@link
 * io.penstock.journal.rollfile.RollFile}), its end, the way on behind damage, the search for a
 * number or a time, and the walk along the records ({@link io.penstock.journal.rollfile.Tailer}).
 *
 * <p>Chronicle wrote them. What of its format is needed stands in {@link
 * io.penstock.journal.rollfile.ChronicleFormat}; the library itself is not asked. Public for the
 * journal's other rooms alone.
 */
package io.penstock.journal.rollfile;
