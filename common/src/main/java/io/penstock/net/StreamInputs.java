package io.penstock.net;

import io.penstock.os.FileCalls;
import io.penstock.os.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Accepts and reads the clients that send streams: which are ready, what they send, and no more of
 * them than there are places.
 *
 * <p>A connection is a place, 0 to {@code connectionsMax - 1}, that is reused once it is closed.
 * All of them read into one buffer, whose content is good until the next read. A round serves at
 * most {@value #EVENTS_MAX} of those that are ready; the kernel deals them out in turn.
 *
 * <p>Threads: one. Memory: fixed at the start. Errors of a connection are that connection's; when
 * the process has no descriptors left, accepting pauses until {@link #resumeAccepting()}.
 */
public final class StreamInputs implements Input {
  /** The most that one round serves. */
  public static final int EVENTS_MAX = 8;

  /** The most that one read brings. */
  public static final int READ_BYTES = 64 * 1024;

  /** What {@link #read} returns when there is nothing now; 0 is the end of the stream. */
  public static final int NOTHING_NOW = -Libc.EAGAIN;

  private static final int ACCEPTS_MAX = 64; // in a round, so that nobody else waits for long
  private static final int NO_FD = -1;

  private final MemorySegment errno = Libc.newErrno();
  private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(READ_BYTES));
  private final UnsafeBuffer name = new UnsafeBuffer(ByteBuffer.allocateDirect(128));
  private static final int NAME_LENGTH_OFFSET = 120;

  private final StreamListener[] listeners;
  private final StreamListener[] leaving; // what each replaced, as long as clients wait there
  private final SourceFilter filter;
  private final Readiness readiness;
  private final int[] fds;
  private final boolean[] framed;
  private final int[] free; // a stack of places
  private int freeCount;
  private boolean isAccepting = true;

  private final int[] readyPlaces = new int[EVENTS_MAX];
  private final int[] openedPlaces = new int[ACCEPTS_MAX];
  private int openedCount;
  private long denied;
  private long refused;
  private long failed;

  private StreamInputs(
      List<StreamListener> listeners,
      SourceFilter filter,
      Readiness readiness,
      int connectionsMax) {
    this.listeners = listeners.toArray(StreamListener[]::new);
    this.leaving = new StreamListener[this.listeners.length];
    this.filter = filter;
    this.readiness = readiness;
    this.fds = new int[connectionsMax];
    Arrays.fill(fds, NO_FD);
    this.framed = new boolean[connectionsMax];
    this.free = new int[connectionsMax];
    for (int i = 0; i < connectionsMax; i++) {
      free[i] = connectionsMax - 1 - i;
    }
    this.freeCount = connectionsMax;
  }

  /**
   * Serves the clients of listening sockets, which it owns from now on.
   *
   * @param filter whose connections are taken; null for all
   */
  public static StreamInputs of(
      List<StreamListener> listeners, SourceFilter filter, int connectionsMax) throws IOException {
    Readiness readiness = Readiness.open(EVENTS_MAX);
    StreamInputs inputs = new StreamInputs(listeners, filter, readiness, connectionsMax);
    if (!inputs.watchListeners()) {
      inputs.close();
      throw new IOException("the kernel refuses to watch a listening socket");
    }
    return inputs;
  }

  /** All or none. */
  private boolean watchListeners() {
    for (int i = 0; i < listeners.length; i++) {
      if (readiness.add(listeners[i].socket().fd(), fds.length + i) < 0) {
        ignoreListeners();
        return false;
      }
    }
    return true;
  }

  private void ignoreListeners() {
    for (StreamListener listener : listeners) {
      readiness.remove(listener.socket().fd());
    }
  }

  /** The files of those that are Unix sockets. */
  public List<BoundFile> boundFiles() {
    return IntStream.range(0, listeners.length)
        .filter(i -> listeners[i].file().isPresent())
        .<BoundFile>mapToObj(ListenerFile::new)
        .toList();
  }

  private final class ListenerFile implements BoundFile {
    private final int index;

    ListenerFile(int index) {
      this.index = index;
    }

    private UnixSocketFile file() {
      return listeners[index].file().orElseThrow();
    }

    @Override
    public String path() {
      return file().path().toString();
    }

    @Override
    public boolean isOurs() {
      return file().isOurs();
    }

    @Override
    public void renew() throws IOException {
      if (leaving[index] != null) {
        throw new IOException("clients of the last one are still being accepted");
      }
      StreamListener next = listeners[index].renewed();
      readiness.remove(listeners[index].socket().fd());
      leaving[index] = listeners[index];
      listeners[index] = next;
      if (isAccepting && readiness.add(next.socket().fd(), fds.length + index) < 0) {
        pauseAccepting();
      }
    }
  }

  int fd() {
    return readiness.fd();
  }

  /**
   * Accepts waiting clients and finds those that have data; never waits.
   *
   * @return how many have data; see {@link #ready}
   */
  public int look() {
    openedCount = 0;
    int events = readiness.look();
    int ready = 0;
    for (int i = 0; i < events; i++) {
      int place = readiness.ours(i);
      if (place < fds.length) {
        readyPlaces[ready++] = place;
      } else if (isAccepting) {
        accept(listeners[place - fds.length]);
      }
    }
    for (int i = 0; isAccepting && i < leaving.length; i++) {
      if (leaving[i] != null && accept(leaving[i])) {
        leaving[i].close();
        leaving[i] = null;
      }
    }
    return ready;
  }

  /** Returns whether no further client waits there, as far as is known. */
  private boolean accept(StreamListener listener) {
    for (int tries = 0; tries < ACCEPTS_MAX && openedCount < ACCEPTS_MAX; tries++) {
      name.putInt(NAME_LENGTH_OFFSET, SocketAddressBytes.CAPACITY);
      long address = name.addressOffset();
      int fd =
          SocketCalls.accept(errno, listener.socket().fd(), address, address + NAME_LENGTH_OFFSET);
      if (fd >= 0) {
        take(fd, listener.isFramed());
      } else if (fd == -Libc.EAGAIN) {
        return true;
      } else if (fd == -Libc.EINVAL && isLeaving(listener)) {
        return true;
      } else if (isOfTheClient(-fd)) {
        failed++; // it has gone meanwhile
      } else {
        pauseAccepting();
        return false;
      }
    }
    return false;
  }

  private boolean isLeaving(StreamListener listener) {
    for (StreamListener other : leaving) {
      if (other == listener) {
        return true;
      }
    }
    return false;
  }

  /** Whether an error of accept(2) is one client's; any other would fail the next one as well. */
  private static boolean isOfTheClient(int errno) {
    return switch (errno) {
      case Libc.ECONNABORTED, Libc.EPERM, Libc.EPROTO, Libc.ENETDOWN, Libc.ENETUNREACH -> true;
      case Libc.EHOSTDOWN, Libc.EHOSTUNREACH, Libc.ENONET, Libc.ENOPROTOOPT -> true;
      default -> false;
    };
  }

  private void take(int fd, boolean isFramed) {
    if (filter != null && !isFramed && !filter.allows(name, 0, name.getInt(NAME_LENGTH_OFFSET))) {
      denied++;
      FileCalls.close(fd);
    } else if (freeCount == 0 || readiness.add(fd, free[freeCount - 1]) < 0) {
      refused++;
      FileCalls.close(fd);
    } else {
      int place = free[--freeCount];
      fds[place] = fd;
      framed[place] = isFramed;
      openedPlaces[openedCount++] = place;
    }
  }

  /** A listener that cannot be served would be ready again at once, for ever. */
  private void pauseAccepting() {
    failed++;
    isAccepting = false;
    ignoreListeners();
  }

  /** Whether accepting is suspended, for lack of a descriptor or of memory. */
  public boolean isPaused() {
    return !isAccepting;
  }

  /** Tries again after the process had no descriptors left. */
  public void resumeAccepting() {
    if (!isAccepting) {
      isAccepting = watchListeners();
    }
  }

  /** Accepts no further client; connected ones stay. */
  public void stopAccepting() {
    if (isAccepting) {
      ignoreListeners();
      isAccepting = false;
    }
  }

  /** The place of one that the last look found ready. */
  public int ready(int index) {
    return readyPlaces[index];
  }

  /** How many connections the last look accepted; see {@link #opened}. */
  public int openedCount() {
    return openedCount;
  }

  /** The place of one of them. */
  public int opened(int index) {
    return openedPlaces[index];
  }

  /** Whether the client of a place sends frames with their length before them, or lines. */
  public boolean isFramed(int place) {
    return framed[place];
  }

  /**
   * Reads what a client has said into {@link #buffer()}, without waiting.
   *
   * @return bytes; 0 when the client has ended the stream; {@link #NOTHING_NOW}; else negative: the
   *     connection is broken
   */
  public int read(int place) {
    return SocketCalls.recv(errno, fds[place], buffer.addressOffset(), READ_BYTES, 0);
  }

  /** What the last read brought, from 0 on. */
  public UnsafeBuffer buffer() {
    return buffer;
  }

  /** Ends a connection; its place is free. */
  public void close(int place) {
    FileCalls.close(fds[place]);
    fds[place] = NO_FD;
    free[freeCount++] = place;
  }

  /** Whether a client is connected there. */
  public boolean isOpen(int place) {
    return fds[place] != NO_FD;
  }

  /** Places in all. */
  public int places() {
    return fds.length;
  }

  /** Connections that are open. */
  public int open() {
    return fds.length - freeCount;
  }

  /** Connections that the filter did not let in, since the start. */
  public long denied() {
    return denied;
  }

  /** Connections that were closed at once because there was no place. */
  public long refused() {
    return refused;
  }

  /** Connections that could not be accepted: they were gone, or there was no descriptor. */
  public long failed() {
    return failed;
  }

  @Override
  public void close() {
    for (int place = 0; place < fds.length; place++) {
      if (isOpen(place)) {
        close(place);
      }
    }
    CloseHelper.closeAll(leaving);
    CloseHelper.closeAll(listeners);
    readiness.close();
  }
}
