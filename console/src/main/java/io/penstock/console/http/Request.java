package io.penstock.console.http;

import java.util.Map;

/**
 * What was asked, after it was let in.
 *
 * @param path decoded
 * @param accept the header Accept; empty when there is none
 * @param query what stands behind the question mark, decoded, by name
 */
public record Request(String path, String accept, Map<String, String> query) {}
