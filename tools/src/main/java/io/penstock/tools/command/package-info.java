/** What commands share that is not about what they show: durations, a clock, an orderly end. */
package io.penstock.tools.command;
