package io.penstock.config;

/** A value as it was given, before it is known whether there is such a key. */
record Entry(String section, String name, String text, Origin origin) {
  /** Section and name in one word, as {@link Key#path()}. */
  String path() {
    return section.isEmpty() ? name : section + "." + name;
  }
}
