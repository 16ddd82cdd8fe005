/**
 * {@code penstock check --balance}: whether every datagram and every line is accounted for.
 *
 * <p>Two sorts of equation. Those between counters can say that two counts disagree, not that both
 * are right. The audit can: {@link io.penstock.audit.Recount} reads the journal again up to each
 * reader's committed position and counts its lines by code that shares nothing with the workers'
 * but the documents.
 *
 * <p>Nothing is locked and nothing is asked of a daemon. A position is stored whole, so the audit
 * is exact beside live daemons too; counters are read one after another, so those that disagree are
 * looked at several times.
 */
package io.penstock.tools.check;
