package io.penstock.net;

/** A socket whose datagrams come one by one, with their bounds: into {@link ReceiveSlots}. */
public sealed interface DatagramInput extends Input permits UdpReceiver, UnixDatagramReceiver {
  /**
   * Takes what has arrived, without waiting.
   *
   * @return slots filled, from 0 on; 0 when nothing was there, or the socket had an error
   * @throws IllegalStateException when the socket is closed, or is none
   */
  int receive();
}
