/**
 * {@code penstock run}: both daemons from one terminal, kept running.
 *
 * <p>{@link io.penstock.tools.run.Supervisor} decides, by the clock it is told and the children it
 * is given; {@link io.penstock.tools.run.DaemonProcess} is the only class that touches processes.
 */
package io.penstock.tools.run;
