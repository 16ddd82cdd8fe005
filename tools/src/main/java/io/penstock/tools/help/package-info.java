/**
 * What the program says about itself: help pages, a man page and shell completion, all made from
 * the commands as picocli knows them, so none can be out of date.
 */
package io.penstock.tools.help;
