package io.penstock.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A server on a Unix datagram socket that can die and return; Java has none. It stands in the room
 * of the system calls to use them as they are.
 */
public final class UnixDatagramServer implements AutoCloseable {
  private static final int DATAGRAM_BYTES_MAX = 65_536;

  private final Path path;
  private final Consumer<byte[]> arrivals;
  private Thread thread;
  private volatile boolean isAlive;
  private volatile boolean isPaused;

  /** Binds and receives on a thread of its own. */
  public UnixDatagramServer(Path path, Consumer<byte[]> arrivals) throws IOException {
    this.path = path;
    this.arrivals = arrivals;
    restart();
  }

  /** Binds anew, as servers do: the old file is removed. */
  public void restart() throws IOException {
    Files.deleteIfExists(path);
    KernelSocket socket = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
    UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(DATAGRAM_BYTES_MAX));
    int length = UnixAddressBytes.encode(path, buffer);
    KernelSocket.require(
        SocketCalls.bind(socket.errno, socket.fd(), buffer.addressOffset(), length), "bind");
    isAlive = true;
    thread = Thread.ofPlatform().daemon().name("unix").start(() -> receive(socket, buffer));
  }

  private void receive(KernelSocket socket, UnsafeBuffer buffer) {
    while (isAlive) {
      if (isPaused) {
        LockSupport.parkNanos(1_000_000);
        continue;
      }
      int length =
          SocketCalls.recv(
              socket.errno, socket.fd(), buffer.addressOffset(), DATAGRAM_BYTES_MAX, 0);
      if (length < 0) {
        LockSupport.parkNanos(200_000);
      } else {
        byte[] datagram = new byte[length];
        buffer.getBytes(0, datagram);
        arrivals.accept(datagram);
      }
    }
    socket.close();
  }

  /** Reads nothing from now on, or goes on. */
  public void pause(boolean paused) {
    isPaused = paused;
  }

  /** Dies; what it had not read is gone. */
  public void kill() throws InterruptedException {
    isAlive = false;
    thread.join();
  }

  @Override
  public void close() throws IOException {
    isAlive = false;
  }
}
