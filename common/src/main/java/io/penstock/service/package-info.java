/**
 * What this process tells a service manager such as systemd: that it is ready, how it stands, that
 * its data loops go round, that it reads its configuration again, that it ends.
 *
 * <p>The protocol is sd_notify(3): assignments, one a line, in a datagram to the socket that {@code
 * NOTIFY_SOCKET} names. Without that variable nothing is sent, and nothing else changes. Who can
 * receive such messages is the room {@code net}'s to know; when there is something to say is the
 * daemons'.
 */
package io.penstock.service;
