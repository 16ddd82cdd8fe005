package io.penstock.tools.select;

import io.penstock.daemon.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * How a command ended that ran within the test.
 *
 * @param code its exit code
 * @param out what it wrote to standard output
 * @param err and to standard error
 */
public record Ran(int code, String out, String err) {
  /** Runs it. */
  public static Ran of(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    var program = Program.commandLine(command);
    program.setOut(new PrintWriter(out, true));
    program.setErr(new PrintWriter(err, true));
    int code = program.execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  /** The lines of standard output. */
  public List<String> lines() {
    return out.lines().toList();
  }

  /** Both streams, for messages. */
  public String text() {
    return "exit " + code + "\n" + out + err;
  }
}
