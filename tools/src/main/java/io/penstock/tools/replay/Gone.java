package io.penstock.tools.replay;

import io.penstock.amounts.Amounts;
import io.penstock.journal.JournalReader;
import io.penstock.tools.select.JournalWalk;
import java.util.ArrayList;
import java.util.List;

/**
 * What a replay had planned to send and did not find any more.
 *
 * @param lines that were planned and not sent; 0 when all were
 * @param gaps where numbers are missing that the plan had found, as far as they are kept
 * @param isDeleted whether retention deleted some of them meanwhile
 */
record Gone(long lines, List<Gap> gaps, boolean isDeleted) {
  private static final int NAMED_MAX = 5;

  /**
   * Numbers that are not there.
   *
   * @param isDamage whether something unreadable lies there
   */
  record Gap(long first, long count, boolean isDamage) {}

  /** Keeps the first gaps of a walk. */
  static final class Gaps implements JournalWalk.Gaps {
    private static final int KEPT_MAX = 1_000;

    private final List<Gap> kept = new ArrayList<>();

    @Override
    public void missing(long first, long count, boolean isDamage) {
      if (kept.size() < KEPT_MAX) {
        kept.add(new Gap(first, count, isDamage));
      }
    }

    List<Gap> kept() {
      return kept;
    }
  }

  /** What a pass that came to the end of its range has less than its plan. */
  static Gone of(Plan plan, Pass done, JournalReader journal) {
    long sent = done.outlets().all().stream().mapToLong(Outlet::lines).sum();
    long tooBig = done.outlets().all().stream().mapToLong(Outlet::tooBigLines).sum();
    long planned = plan.pass().outlets().all().stream().mapToLong(Outlet::lines).sum();
    List<Gap> gaps = new ArrayList<>(done.gaps());
    gaps.removeAll(plan.pass().gaps());
    long end = Math.max(done.next(), gaps.isEmpty() ? 0 : end(gaps.getLast()));
    if (end < plan.range().to()) {
      gaps.add(
          new Gap(
              end, plan.range().to() - end, done.damagedRecords() > plan.pass().damagedRecords()));
    }
    long oldest = journal.firstNumber().orElse(Long.MAX_VALUE);
    long before = plan.range().from();
    if (oldest > before && gaps.stream().noneMatch(gap -> gap.first() < oldest)) {
      gaps.addFirst(new Gap(before, Math.min(oldest, plan.range().to()) - before, false));
    }
    return new Gone(
        planned - sent - tooBig, gaps, gaps.stream().anyMatch(gap -> gap.first() < oldest));
  }

  private static long end(Gap gap) {
    return gap.first() + gap.count();
  }

  /** Which lines, and why. */
  String text() {
    StringBuilder text = new StringBuilder(Amounts.count(lines) + " lines less than planned: ");
    if (gaps.isEmpty()) {
      return text.append("the layout that gave them their shard is gone").toString();
    }
    for (int i = 0; i < Math.min(gaps.size(), NAMED_MAX); i++) {
      Gap gap = gaps.get(i);
      text.append(i == 0 ? "datagrams " : ", ").append(gap.first());
      text.append(gap.count() == 1 ? "" : " to " + (end(gap) - 1));
    }
    text.append(gaps.size() > NAMED_MAX ? " and others" : "");
    boolean isDamaged = gaps.stream().anyMatch(Gap::isDamage);
    return text.append(
            isDeleted && isDamaged
                ? " were deleted by retention meanwhile, or are damaged"
                : isDamaged
                    ? " are damaged"
                    : isDeleted
                        ? " were deleted by retention meanwhile"
                        : " are not in the journal any more")
        .toString();
  }
}
