/** Pages for people: numbers in fitting units, tables that fit the terminal, redrawing in place. */
package io.penstock.tools.screen;
