/**
 * {@code penstock top}: who sends what and how much of it, over a range of the journal, in bounded
 * memory.
 */
package io.penstock.tools.top;
