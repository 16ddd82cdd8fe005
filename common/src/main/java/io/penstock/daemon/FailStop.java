package io.penstock.daemon;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;

/**
 * Runs an agent until its first failure, and then never again.
 *
 * <p>An {@link org.agrona.concurrent.AgentRunner} calls {@code doWork} again after a failure, and
 * {@code onClose} in the end as if nothing had happened. But an agent whose work broke off in the
 * middle holds things half done, and must neither continue from there nor commit, send or mark any
 * of it. So its failure is handed to the error handler once, its thread ends, and instead of
 * closing in order it is abandoned: what it left is what a kill would have left.
 *
 * <p>No other class makes an {@code AgentRunner}. Owned by the agent's thread.
 */
public final class FailStop implements Agent {
  private final Agent agent;
  private final Runnable abandon;
  private boolean hasFailed;

  private FailStop(Agent agent, Runnable abandon) {
    this.agent = agent;
    this.abandon = abandon;
  }

  /** For an agent that holds nothing but what the end of the process releases. */
  public static Agent of(Agent agent) {
    return new FailStop(agent, () -> {});
  }

  /**
   * For an agent that releases something.
   *
   * @param abandon releases what the agent holds, and does nothing else; also called after a start
   *     that failed halfway
   */
  public static Agent of(Agent agent, Runnable abandon) {
    return new FailStop(agent, abandon);
  }

  /** A thread's work: an agent as {@link #of(Agent)} has it, not started. */
  public static AgentRunner runner(IdleStrategy idle, ErrorHandler failure, Agent agent) {
    return new AgentRunner(idle, failure, null, of(agent));
  }

  /** A thread's work: an agent as {@link #of(Agent, Runnable)} has it, not started. */
  public static AgentRunner runner(
      IdleStrategy idle, ErrorHandler failure, Agent agent, Runnable abandon) {
    return new AgentRunner(idle, failure, null, of(agent, abandon));
  }

  @Override
  public String roleName() {
    return agent.roleName();
  }

  @Override
  public void onStart() {
    boolean hasStarted = false;
    try {
      agent.onStart();
      hasStarted = true;
    } finally {
      hasFailed = !hasStarted;
    }
  }

  @Override
  public int doWork() throws Exception {
    if (hasFailed) {
      throw new AgentTerminationException();
    }
    boolean isWhole = false;
    try {
      int done = agent.doWork();
      isWhole = true;
      return done;
    } catch (AgentTerminationException e) {
      isWhole = true; // the agent's own end
      throw e;
    } finally {
      hasFailed = !isWhole;
    }
  }

  @Override
  public void onClose() {
    if (hasFailed) {
      abandon.run();
    } else {
      agent.onClose();
    }
  }
}
