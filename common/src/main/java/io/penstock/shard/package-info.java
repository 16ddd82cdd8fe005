/**
 * Which shard a line belongs to: key, hash, layout. Pure functions of bytes; nothing here touches
 * the world.
 */
package io.penstock.shard;
