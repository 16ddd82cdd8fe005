package io.penstock.worker.destination;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looks names up, off the thread that sends. A seam for tests. */
public interface Resolver {
  /** Begins to look a name up; the addresses as the name server ordered them, none if unknown. */
  CompletableFuture<List<InetAddress>> lookUp(String host);

  /** Asks the host's own resolver, each time on a thread of its own: it may take long. */
  static Resolver ofHost() {
    // The JVM's own cache would hide for half a minute that a name has moved.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    return host -> CompletableFuture.supplyAsync(() -> addresses(host), Resolver::onOwnThread);
  }

  private static List<InetAddress> addresses(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private static void onOwnThread(Runnable task) {
    Thread.ofPlatform().daemon().name("resolve").start(task);
  }
}
