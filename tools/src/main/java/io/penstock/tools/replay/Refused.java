package io.penstock.tools.replay;

/** A destination does not take what is sent to it. */
public final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  Refused(String address, String reason) {
    super(address + " refuses: " + reason);
  }
}
