/** The journal. */
package io.penstock.journal;
