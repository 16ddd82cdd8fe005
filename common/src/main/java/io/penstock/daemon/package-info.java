/**
 * What a process of Penstock needs around its work: exit codes, signals, logging, the note that
 * says who holds a lock.
 */
package io.penstock.daemon;
