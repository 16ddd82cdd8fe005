package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamInputsTest {
  private static final int PATIENCE_MS = 2_000;

  private final List<SocketChannel> clients = new ArrayList<>();
  private StreamListener listener;
  private StreamInputs inputs;

  private void listen(int connectionsMax, SourceFilter filter) throws IOException {
    listener = StreamListener.tcp(new InetSocketAddress("127.0.0.1", 0));
    inputs = StreamInputs.of(List.of(listener), filter, connectionsMax);
  }

  @AfterEach
  void close() {
    CloseHelper.closeAll(clients);
    inputs.close();
  }

  private SocketChannel connect() throws IOException {
    SocketChannel client = SocketChannel.open(listener.socket().localAddress());
    clients.add(client);
    return client;
  }

  private static void say(SocketChannel client, String text) throws IOException {
    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Looks until somebody has something to say, or so many were accepted. */
  private int look(WakeUp wakeUp) {
    InputPoll poll = InputPoll.of(wakeUp, inputs);
    assertTrue(poll.await(PATIENCE_MS), "nothing happened");
    return inputs.look();
  }

  @Test
  void aClientIsAcceptedReadAndFoundGone() throws Exception {
    listen(4, null);
    try (WakeUp wakeUp = WakeUp.create()) {
      SocketChannel client = connect();
      assertEquals(0, look(wakeUp));
      assertEquals(1, inputs.openedCount());
      int place = inputs.opened(0);
      assertFalse(inputs.isFramed(place));
      assertEquals(StreamInputs.NOTHING_NOW, inputs.read(place));
      say(client, "a:1|c\n");
      assertEquals(1, look(wakeUp));
      assertEquals(place, inputs.ready(0));
      assertEquals(6, inputs.read(place));
      assertEquals("a:1|c\n", inputs.buffer().getStringWithoutLengthAscii(0, 6));
      client.close();
      assertEquals(1, look(wakeUp));
      assertEquals(0, inputs.read(place));
      inputs.close(place);
      assertEquals(0, inputs.open());
    }
  }

  @Test
  void aConnectionThatIsResetIsBrokenAndNotEnded() throws Exception {
    listen(4, null);
    try (WakeUp wakeUp = WakeUp.create()) {
      SocketChannel client = connect();
      look(wakeUp);
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
      client.close();
      assertEquals(1, look(wakeUp));
      int result = inputs.read(inputs.ready(0));
      assertTrue(result < 0 && result != StreamInputs.NOTHING_NOW, "read says " + result);
    }
  }

  @Test
  void beyondThePlacesClientsAreClosedAtOnceAndCounted() throws Exception {
    listen(2, null);
    try (WakeUp wakeUp = WakeUp.create()) {
      connect();
      connect();
      SocketChannel third = connect();
      while (inputs.refused() == 0) {
        look(wakeUp);
      }
      assertEquals(2, inputs.open());
      assertEquals(-1, third.read(ByteBuffer.allocate(1)), "it is told at once");
      inputs.close(0);
      SocketChannel fourth = connect();
      assertEquals(0, look(wakeUp));
      assertEquals(0, inputs.opened(0), "its place is free again");
      say(fourth, "x");
      assertEquals(1, look(wakeUp));
    }
  }

  @Test
  void whoIsNotAllowedIsClosedAtOnceAndCounted() throws Exception {
    listen(2, SourceFilter.of(List.of(IpNetwork.parse("10.0.0.0/8"))));
    try (WakeUp wakeUp = WakeUp.create()) {
      SocketChannel client = connect();
      look(wakeUp);
      assertEquals(1, inputs.denied());
      assertEquals(0, inputs.open());
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void amongManyThatAreAlwaysReadyNoneIsLeftOut() throws Exception {
    int many = 5 * StreamInputs.EVENTS_MAX;
    listen(many, null);
    try (WakeUp wakeUp = WakeUp.create()) {
      for (int i = 0; i < many; i++) {
        say(connect(), "x".repeat(10));
      }
      while (inputs.open() < many) {
        look(wakeUp);
      }
      boolean[] seen = new boolean[many];
      for (int round = 0; round < 2 * many / StreamInputs.EVENTS_MAX; round++) {
        int ready = look(wakeUp);
        assertEquals(StreamInputs.EVENTS_MAX, ready);
        for (int i = 0; i < ready; i++) {
          seen[inputs.ready(i)] = true; // and left unread, so it stays ready
        }
      }
      for (int place = 0; place < many; place++) {
        assertTrue(seen[place], "place " + place + " was never served");
      }
    }
  }

  @Test
  void acceptingCanStopWhileTheOthersAreServed() throws Exception {
    listen(4, null);
    try (WakeUp wakeUp = WakeUp.create()) {
      SocketChannel client = connect();
      look(wakeUp);
      inputs.stopAccepting();
      connect();
      say(client, "x");
      assertEquals(1, look(wakeUp));
      assertEquals(0, inputs.openedCount());
      inputs.resumeAccepting();
      look(wakeUp);
      assertEquals(2, inputs.open());
    }
  }
}
