/** {@code pause} and {@code resume}: readers that are to wait, and to go on. */
package io.penstock.tools.pause;
