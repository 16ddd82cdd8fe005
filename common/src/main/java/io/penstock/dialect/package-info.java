/**
 * What one receiver cannot take is left out of its lines, and only there: a counted, configured
 * exception from "bytes pass through unchanged". Pure; knows no sockets, readers or files.
 *
 * <p>Whatever is not understood for certain stays as it is.
 */
package io.penstock.dialect;
