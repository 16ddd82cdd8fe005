/**
 * {@code penstock doctor}: what is wrong here, how much, and the exact remedy.
 *
 * <p>A {@link io.penstock.tools.doctor.Patient} is what can be seen; each {@code Examination} looks
 * at one thing and says what it found. None of them changes anything, waits for a lock, or contacts
 * anything but the configured destinations.
 */
package io.penstock.tools.doctor;
