package io.penstock.tools.explain;

import java.util.List;

/**
 * What a line is, and where it goes.
 *
 * @param line without its ending
 * @param anatomy its parts
 * @param way in the ring that was asked for
 * @param others its ways in the other rings
 */
record Explanation(byte[] line, Anatomy anatomy, Way way, List<Way> others) {}
