/** The command-line tools. They read what the daemons leave behind and never lock anything. */
package io.penstock.tools;
