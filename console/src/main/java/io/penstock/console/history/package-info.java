/**
 * The last hour in steps of five seconds: figures of the whole, and three of each reader. Steps are
 * never added up again: what was shown once is shown alike later.
 */
package io.penstock.console.history;
