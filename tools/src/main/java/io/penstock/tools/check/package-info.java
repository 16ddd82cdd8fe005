/**
 * Proves that nothing is missing: adds up what the daemons counted, and counts again from the
 * journal what they say they sent.
 */
package io.penstock.tools.check;
