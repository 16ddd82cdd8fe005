package io.penstock.tools.help;

import io.penstock.config.Key;
import io.penstock.config.Keys;

/** The man page penstock.ini(5): every key, from the table that the program reads by. */
final class ConfigurationManPage {
  private ConfigurationManPage() {}

  /** Makes the page. */
  static String make() {
    Roff roff = new Roff();
    roff.macro("TH PENSTOCK.INI 5 \"\" \"Penstock " + ManPage.version() + "\" \"Penstock\"");
    roff.macro("SH NAME");
    roff.line("penstock.ini - configuration of penstock(1)");
    roff.macro("SH SYNOPSIS");
    roff.line("/etc/penstock/config.ini, ./config.ini of a checkout, or the file of -c");
    roff.macro("SH DESCRIPTION");
    roff.line("Keys and values in sections, KEY = VALUE; lines that begin with # are comments.");
    roff.line("Every key but destinations has a default.");
    roff.line(
        "Order: default, file, environment (PENSTOCK_SECTION_KEY), flags (--set SECTION.KEY=V).");
    roff.line("Sizes: 64MiB, 64MB, or bytes. Durations: 250ms, 2s, 10min, 1h.");
    roff.macro("PP");
    roff.line("penstock config shows each value in force and its origin.");
    roff.line("SIGHUP reads the file again: destinations, [shards], [forward], [shard.N] and");
    roff.line("[mirror.NAME] change at run time; what takes a restart is refused and logged.");
    roff.macro("PP");
    roff.line("[shard.N] holds keys of [forward] for one shard.");
    roff.line("[mirror.NAME] is a second ring with destinations, hash, key and keys of [shard.N].");
    String section = null;
    for (Key<?> key : Keys.all()) {
      if (!key.section().equals(section)) {
        section = key.section();
        roff.macro("SH " + (section.isEmpty() ? "TOP OF THE FILE" : "[" + section + "]"));
      }
      roff.macro("TP 4");
      roff.bold(key.name()).text(key.isRequired() ? ", required" : " = " + key.defaultText());
      roff.line("");
      roff.line(key.help());
    }
    roff.macro("SH SEE ALSO");
    roff.bold("penstock").line("(1)");
    return roff.toString();
  }
}
