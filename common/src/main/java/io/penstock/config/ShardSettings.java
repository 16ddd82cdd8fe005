package io.penstock.config;

import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;

/**
 * Section {@code [shards]}.
 *
 * @param hash how a key becomes a shard
 * @param key which part of a line is hashed
 */
public record ShardSettings(HashKind hash, KeyRule key) {}
