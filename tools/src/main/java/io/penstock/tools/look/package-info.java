/**
 * What the files of a data directory said at one moment, without a word of what it means.
 *
 * <p>Nothing is asked of a daemon and nothing is locked: the files are enough, and outlive it.
 */
package io.penstock.tools.look;
