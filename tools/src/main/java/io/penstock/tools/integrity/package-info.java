/**
 * {@code penstock check} and {@code penstock repair}: whether what lies on the disk can be read,
 * and what to do when not.
 *
 * <p>A check reads plain bytes, takes no lock and never writes: it may run beside live daemons. A
 * repair renames and never deletes, and only when no daemon holds a lock.
 */
package io.penstock.tools.integrity;
