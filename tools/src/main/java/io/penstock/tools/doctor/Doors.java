package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import io.penstock.config.Configuration;
import io.penstock.config.Destination.Transport;
import io.penstock.config.HandedOver;
import io.penstock.config.ListenAddress;
import io.penstock.counters.IngestCounter;
import io.penstock.tools.look.Life;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What ingest listens on: who can reach it, and whether its sockets' files are there. */
final class Doors {
  private static final String TOPIC = "inputs";
  private static final int OTHERS_WRITE = 2;

  private Doors() {}

  static List<Finding> of(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    patient.configuration().ifPresent(configuration -> openDoors(findings, configuration));
    patient
        .look()
        .ingest()
        .filter(ingest -> ingest.life() == Life.ALIVE)
        .ifPresent(
            ingest -> {
              ingest.inputs().forEach(input -> file(findings, input));
              patient
                  .configuration()
                  .flatMap(known -> HandedOver.warning(known, ingest.inputs()))
                  .ifPresent(
                      text -> findings.add(Finding.warning(TOPIC, text + ".", HandedOver.REMEDY)));
            });
    patient
        .look()
        .ingest()
        .map(ingest -> ingest.counts().get(IngestCounter.CONNECTIONS_REFUSED))
        .filter(refused -> refused > 0)
        .ifPresent(
            refused ->
                findings.add(
                    Finding.warning(
                        TOPIC,
                        Amounts.count(refused)
                            + " stream clients were refused: the limit was reached.",
                        "Raise [ingest] connections, or find the client that opens too many.")));
    if (findings.isEmpty()) {
      findings.add(Finding.fine(TOPIC, "only this host or the networks allowed may send"));
    }
    return findings;
  }

  private static void openDoors(List<Finding> findings, Configuration configuration) {
    List<String> open =
        Stream.concat(
                Stream.of(
                    new ListenAddress(
                        Transport.UDP, configuration.bindInterface(), configuration.bindPort())),
                configuration.ingest().listen().stream())
            .filter(address -> !address.transport().isUnix() && !isLoopback(address.host()))
            .map(ListenAddress::toString)
            .toList();
    if (!open.isEmpty() && configuration.ingest().allow().isEmpty()) {
      findings.add(
          Finding.warning(
              TOPIC,
              "anyone who can reach "
                  + String.join(", ", open)
                  + " can write your metrics: no networks are configured.",
              "Name the networks of your clients: [ingest] allow = 10.0.0.0/8 … A UDP source can be"
                  + " forged, so keep strangers out by a firewall as well."));
    }
    boolean hasFiles =
        configuration.ingest().listen().stream().anyMatch(a -> a.transport().isUnix());
    if (hasFiles && (configuration.ingest().socketMode() & OTHERS_WRITE) != 0) {
      findings.add(
          Finding.fine(
              TOPIC, "every user of this host may send to the Unix sockets (socket_mode)"));
    }
  }

  private static boolean isLoopback(String host) {
    return host.startsWith("127.") || host.equals("::1") || host.equals("localhost");
  }

  /**
   * Checks the file of a socket that ingest bound itself; a service manager keeps the files of its
   * own.
   */
  private static void file(List<Finding> findings, String input) {
    if (input.startsWith("unix") && !input.endsWith(")")) {
      Path path = Path.of(ListenAddress.parse(input).host());
      if (!Files.exists(path)) {
        findings.add(
            Finding.error(
                TOPIC,
                path + " has been removed while ingest listens on it: clients cannot connect.",
                "Restart ingest, and find out what empties the folder."));
      }
    }
  }
}
