/**
 * Where lines, names and tags lie in the bytes. Nothing is copied, nothing is judged: what a line
 * means is the receiver's business, and any bytes at all are a line.
 *
 * <pre>
 *   service.requests,region=eu,host=web-17:1|c|@0.5|#env:prod,az:b\r\n
 *   └─── name ─────┘ └─ tag ─┘ └── tag ──┘ └── rest of the line ─┘└┬─┘
 *                                                  └── tags ───┘  ending
 * </pre>
 */
package io.penstock.statsd;
