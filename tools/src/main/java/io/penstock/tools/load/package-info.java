/**
 * {@code penstock load}: StatsD datagrams at a known rate, numbered so that {@code penstock sink}
 * can tell what became of each line.
 *
 * <p>What is sent is a function of the plan and the datagram's index alone, so that a run can
 * continue where another ended, and a sink knows how many lines of each key there must be.
 *
 * <pre>
 * load.RUN.k0042,host=h0042,region=r2,pad=xxxx:000000000007|c|#t:1795392000123456
 *      └ --run   └ --keys            └ --line-bytes  └ --seq   └ --latency, epoch µs
 * </pre>
 *
 * <p>The time is in a DogStatsD section: the key rules leave it out, so it moves no line to another
 * shard.
 */
package io.penstock.tools.load;
