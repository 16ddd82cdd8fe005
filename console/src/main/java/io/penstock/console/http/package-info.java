/**
 * HTTP as the console needs it: answers that are made in memory, and streams of events. Whoever may
 * ask, how much and for how long is decided here.
 */
package io.penstock.console.http;
