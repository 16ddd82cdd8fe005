package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import io.penstock.net.BoundFile;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the files of the Unix sockets: one that was removed or replaced is bound again within
 * seconds, unless another process listens there. Logged once per change, counted.
 *
 * <p>Threads: the receiving one. A look allocates nothing as long as all are there.
 */
final class SocketFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SocketFiles.class);

  private static final long LOOK_INTERVAL_NS = 1_000_000_000;

  private final BoundFile[] files;
  private final boolean[] isLost;
  private final CounterFile counters;
  private long lookAtNs;

  SocketFiles(List<BoundFile> files, CounterFile counters, long nowNs) {
    this.files = files.toArray(BoundFile[]::new);
    this.isLost = new boolean[this.files.length];
    this.counters = counters;
    this.lookAtNs = nowNs;
  }

  /**
   * Looks once a second.
   *
   * @return whether a socket was replaced, so that a wait on it must start again
   */
  boolean look(long nowNs) {
    if (nowNs - lookAtNs < 0) {
      return false;
    }
    lookAtNs = nowNs + LOOK_INTERVAL_NS;
    boolean renewed = false;
    for (int i = 0; i < files.length; i++) {
      if (!files[i].isOurs()) {
        renewed |= renew(i);
      } else if (isLost[i]) {
        isLost[i] = false;
        LOG.info("{} leads to ingest's socket again", files[i].path());
      }
    }
    return renewed;
  }

  private boolean renew(int i) {
    String path = files[i].path();
    try {
      files[i].renew();
    } catch (IOException e) {
      if (!isLost[i]) {
        isLost[i] = true;
        LOG.error(
            "{} was removed or replaced, and clients cannot reach ingest there: {}; retrying each"
                + " second",
            path,
            e.getMessage());
      }
      return false;
    }
    isLost[i] = false;
    counters.add(IngestCounter.SOCKET_FILES_RENEWED, 1);
    LOG.warn("{} was removed or replaced; ingest listens on it again, with a new socket", path);
    return true;
  }
}
