/**
 * Where a process can be made to die: one enum that every other room may call and that calls none.
 */
package io.penstock.crash;
