/**
 * What readers must have counted, told from the journal alone: by plain code that shares nothing
 * with the workers' but the documents.
 *
 * <p>{@link io.penstock.audit.Recount} reads records in their order and gives them to a {@link
 * io.penstock.audit.Tally} for each reader. {@code penstock check --balance} compares what they say
 * with what the readers have committed.
 */
package io.penstock.audit;
