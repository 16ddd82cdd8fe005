package io.penstock.tools.doctor;

/**
 * What an examination found.
 *
 * @param severity how bad it is
 * @param topic what was looked at, in a word or two
 * @param text what there is, with figures
 * @param remedy what to do, as a command where one does it; empty when there is nothing to do
 */
record Finding(Severity severity, String topic, String text, String remedy) {

  static Finding fine(String topic, String text) {
    return new Finding(Severity.FINE, topic, text, "");
  }

  static Finding warning(String topic, String text, String remedy) {
    return new Finding(Severity.WARNING, topic, text, remedy);
  }

  static Finding error(String topic, String text, String remedy) {
    return new Finding(Severity.ERROR, topic, text, remedy);
  }
}
