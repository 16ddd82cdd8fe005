/**
 * {@code penstock export} and {@code penstock import}: a portable copy of a range of the journal,
 * and a journal made of it. One JSON object a line, gzip:
 *
 * <pre>
 *   {"penstock_export":1,"created":"2026-11-25T13:00:00Z"}
 *   {"layout":{"number":0,"hash":"djb2","key":"name+tags","destinations":["udp://10.0.0.1:8125"]}}
 *   {"number":0,"time":"2026-11-25T12:00:00.000000000Z","datagrams":["a:1|c",{"base64":"//4="}]}
 *   {"missing":{"number":2,"count":3,"damaged":true}}
 *   {"end":{"records":1,"datagrams":2,"bytes":7,"missing":3}}
 * </pre>
 *
 * <p>A datagram is a string when it is UTF-8, else base64. A layout is in force from its number on.
 * Without its last line a file has been cut.
 *
 * <p>Kept: every datagram's bytes, number and receive time, records and layouts. Not kept: the
 * journal's id, where its files end, the count of bytes before the range, readers and counters.
 */
package io.penstock.tools.transfer;
