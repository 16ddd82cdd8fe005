package io.penstock.tools.doctor;

import com.google.gson.JsonObject;
import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.tools.look.Look;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What can be examined again and again at no cost to others: everything but what asks a destination
 * or reads a file of the journal through.
 */
public final class QuickExamination {
  private QuickExamination() {}

  /** Examines, and tells it as {@code penstock doctor --json} does. */
  public static JsonObject json(DataDirectory data, Configuration configuration) {
    Patient patient =
        new Patient(data, Optional.of(configuration), Look.at(data), Proc.ofHost(), Path.of("/"));
    return FindingsJson.of(Examinations.quick(patient));
  }
}
