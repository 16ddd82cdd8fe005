package io.penstock.config;

/**
 * What section {@code [journal]} says about keeping and deleting.
 *
 * @param maxBytes allocated bytes that the journal may have; {@link Long#MAX_VALUE} for no limit
 * @param maxAgeNs age at which even unread data is deleted; {@link Long#MAX_VALUE} for never
 * @param keepReadNs how long what every reader has read is kept for a replay
 * @param whenFull what gives way at {@code maxBytes}
 * @param freeSoft free space of the disk below which retention tightens
 * @param freeHard free space of the disk below which the newest is refused
 */
public record RetentionSettings(
    long maxBytes,
    long maxAgeNs,
    long keepReadNs,
    WhenFull whenFull,
    FreeSpace freeSoft,
    FreeSpace freeHard) {}
