package io.penstock.daemon;

import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The version that the jar's manifest names, as picocli asks for it. */
public final class Version implements IVersionProvider {
  @Spec private CommandSpec command;

  /** The version of the jar that holds the class; {@code development} when it lies in no jar. */
  public static String of(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    String version = of(command.root().userObject().getClass());
    return new String[] {"penstock " + version + " (Java " + Runtime.version() + ")"};
  }
}
