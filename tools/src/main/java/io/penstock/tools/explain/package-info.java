/**
 * {@code penstock explain}: how a line is parsed, where it goes and why, and what would move under
 * another layout.
 *
 * <pre>
 *   line ──▶ Anatomy (name, tags, value, type, rate) ──▶ Explanation (key, hash, shard, server)
 *   lines ─▶ Movement (shard now → shard under WouldBe, counted)
 * </pre>
 */
package io.penstock.tools.explain;
