/**
 * One record of the journal: its format ({@link io.penstock.journal.record.RecordFormat}), where it
 * is put together ({@link io.penstock.journal.record.RecordStaging}), the checked copy that is read
 * from ({@link io.penstock.journal.record.RecordBuffer}), what a layout record says, and what is
 * said where none is found.
 *
 * <p>The lowest room of the journal: it knows of no file, and nothing of where a record comes from.
 * Outside of the journal only {@link io.penstock.journal.record.JournalException} and {@link
 * io.penstock.journal.record.Losses} are used.
 */
package io.penstock.journal.record;
