package io.penstock.config;

/**
 * Section {@code [ingest]}.
 *
 * @param receiveBufferBytes socket buffer to ask for
 * @param gatherNs longest pause to let datagrams gather, 0 for none
 */
public record IngestSettings(int receiveBufferBytes, long gatherNs) {}
