/**
 * What every tool that reads the journal shares: times and numbers as people write them, which
 * lines match, and a walk over a range of the journal that disturbs no daemon.
 *
 * <pre>
 *   RangeOptions ──▶ Range ──┐
 *                            ├──▶ JournalWalk ──▶ records, one after another
 *   JournalReader ───────────┘         └──▶ LineWalk ──▶ lines, with their shard
 *   LineOptions  ──▶ LineFilter ──────────────┘
 * </pre>
 */
package io.penstock.tools.select;
