package io.penstock.net;

/** What datagrams come in by. {@link InputPoll} waits on several at once. */
public sealed interface Input extends AutoCloseable permits DatagramInput, StreamInputs {
  /** Ends it; a socket that was inherited stays where its opener holds it. */
  @Override
  void close();
}
