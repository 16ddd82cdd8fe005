package io.penstock.tools.transfer;

/** An export that cannot be used; the message says the line and why. */
final class BadExport extends Exception {
  private static final long serialVersionUID = 1;

  BadExport(String message) {
    super(message);
  }
}
