package io.penstock.tools.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel's files say; some of them copied from a host. */
class ProcTest {
  @TempDir Path root;

  private Proc with(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Proc.at(root);
  }

  @Test
  void countersOfUdpAreFoundByTheirNames() throws IOException {
    Proc proc =
        with(
            "net/snmp",
            """
            Ip: Forwarding DefaultTTL
            Ip: 1 64
            Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors MemErrors
            Udp: 1059638 272953 7 1334835 5 2
            UdpLite: InDatagrams NoPorts
            UdpLite: 0 0
            """);
    assertEquals(OptionalLong.of(5), proc.udpCounter("RcvbufErrors"));
    assertEquals(OptionalLong.of(2), proc.udpCounter("MemErrors"));
    assertTrue(proc.udpCounter("Nothing").isEmpty());
    with("net/snmp6", "Udp6InDatagrams                 \t9\nUdp6RcvbufErrors                \t3\n");
    assertEquals(OptionalLong.of(3), proc.udp6Counter("RcvbufErrors"));
  }

  @Test
  void limitsAndCommandLinesAreThoseOfTheProcess() throws IOException {
    Proc proc =
        with(
            "4711/limits",
            """
            Limit                     Soft Limit           Hard Limit           Units
            Max open files            1024                 524288               files
            Max file locks            unlimited            unlimited            locks
            """);
    with("4711/cmdline", "/usr/bin/java\0-jar\0lib/penstock-ingest.jar\0");
    with("4712/cmdline", "sleep\0");
    assertEquals(OptionalLong.of(1024), proc.openFilesMax("4711"));
    assertTrue(proc.isPenstock(4711));
    assertTrue(!proc.isPenstock(4712) && !proc.isPenstock(4713));
  }

  @Test
  void holderOfALockIsFoundByTheFile() throws IOException {
    Proc proc =
        with(
            "locks",
            """
            1: FLOCK  ADVISORY  WRITE 12783 fe:00:2146671 0 EOF
            2: POSIX  ADVISORY  WRITE 12574 fe:00:2154573 0 EOF
            3: FLOCK  ADVISORY  WRITE 0 fe:00:77 0 EOF
            """);
    assertEquals(List.of(12783L), proc.flockHolders(2146671));
    assertEquals(List.of(), proc.flockHolders(2154573), "a POSIX lock is none of ours");
    assertEquals(List.of(-1L), proc.flockHolders(77), "one of another container");
  }

  @Test
  void whatIsNotThereIsEmpty() {
    Proc proc = Proc.at(root);
    assertTrue(proc.number("sys/net/core/rmem_max").isEmpty());
    assertTrue(proc.udpCounter("RcvbufErrors").isEmpty());
    assertEquals(List.of(), proc.commandLine(1));
    assertEquals(List.of(), proc.flockHolders(1));
  }
}
