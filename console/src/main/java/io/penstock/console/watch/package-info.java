/** Looks at a data directory again and again, and hands the last look to whoever asks. */
package io.penstock.console.watch;
