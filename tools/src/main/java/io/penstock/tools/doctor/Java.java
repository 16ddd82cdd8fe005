package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The JVM of each daemon, and how it was started. */
final class Java {
  /** Less than this does for some dozen shards only. */
  private static final long OPEN_FILES_MIN = 1_024;

  /** What the launcher gives that is missed when it is missing, and why. */
  private static final Map<String, String> EXPECTED = new LinkedHashMap<>();

  static {
    EXPECTED.put("-Dsystem.properties=/dev/null", "a file could set JVM properties");
    EXPECTED.put("-Dchronicle.analytics.disable=true", "Chronicle may phone home");
    EXPECTED.put("-XX:OnOutOfMemoryError=kill -9 %p", "it may live on half-way after an error");
    EXPECTED.put(
        "-XX:CompileCommand=inline,jdk.internal.foreign.*::*", "each system call makes garbage");
    EXPECTED.put(
        "-XX:CompileCommand=dontinline,*.LibcFunction::word", "system calls may make garbage");
  }

  private Java() {}

  static List<Finding> flags(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.fine(
            "Java",
            System.getProperty("java.vm.name")
                + " "
                + Runtime.version()
                + " in "
                + System.getProperty("java.home")));
    for (long pid : patient.daemons()) {
      List<String> words = patient.proc().commandLine(pid);
      if (words.stream().noneMatch(word -> word.contains("penstock"))) {
        continue; // out of sight: another container, or not ours to see
      }
      List<String> missing =
          EXPECTED.entrySet().stream()
              .filter(flag -> !words.contains(flag.getKey()))
              .map(flag -> flag.getKey() + " (" + flag.getValue() + ")")
              .toList();
      findings.add(
          missing.isEmpty()
              ? Finding.fine("Java", "process " + pid + " has the launcher's flags")
              : Finding.warning(
                  "Java",
                  "process " + pid + " was started without " + String.join(", ", missing) + ".",
                  "Start it with scripts/penstock; add flags of your own in"
                      + " PENSTOCK_JAVA_OPTS."));
    }
    return findings;
  }

  static List<Finding> openFiles(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    for (long pid : patient.daemons()) {
      OptionalLong max = patient.proc().openFilesMax(Long.toString(pid));
      if (!patient.proc().isPenstock(pid) || max.isEmpty()) {
        continue;
      }
      OptionalLong open = patient.proc().openFiles(pid);
      String text =
          "process "
              + pid
              + " may open "
              + (max.getAsLong() == Long.MAX_VALUE
                  ? "any number of"
                  : Amounts.count(max.getAsLong()))
              + " files"
              + (open.isPresent() ? " and has " + Amounts.count(open.getAsLong()) : "");
      boolean isTight =
          max.getAsLong() < OPEN_FILES_MIN || open.orElse(0) > max.getAsLong() / 10 * 8;
      findings.add(
          isTight
              ? Finding.warning(
                  "open files",
                  text + ".",
                  "Raise it: ulimit -n 65536 before the start, or LimitNOFILE=65536 in the unit.")
              : Finding.fine("open files", text));
    }
    if (findings.isEmpty()) {
      patient
          .proc()
          .openFilesMax("self")
          .ifPresent(
              max ->
                  findings.add(
                      Finding.fine(
                          "open files", "no daemon to see; this shell's limit is " + max)));
    }
    return findings;
  }
}
