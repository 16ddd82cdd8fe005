/** {@code pause} and {@code resume}: stop and restart sending for single readers. */
package io.penstock.tools.pause;
