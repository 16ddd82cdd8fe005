/**
 * {@code penstock status}: what came in, what went out, what waits.
 *
 * <p>In three steps: {@link io.penstock.tools.look.Look} is what the files said at one moment,
 * {@link io.penstock.tools.status.Report} what that means (pure), and text or JSON shows it.
 * Nothing is asked of a daemon: the files are enough, and outlive it.
 */
package io.penstock.tools.status;
