/**
 * {@code penstock console}: what {@code penstock status} knows, over HTTP.
 *
 * <p>It only looks: it reads the files of the data directory, takes no lock, asks no daemon and
 * changes nothing. {@link io.penstock.console.watch} looks once a second and keeps the last look;
 * every answer is made of that, so that a request costs no disk. {@link io.penstock.console.http}
 * serves, and knows nothing of Penstock.
 */
package io.penstock.console;
