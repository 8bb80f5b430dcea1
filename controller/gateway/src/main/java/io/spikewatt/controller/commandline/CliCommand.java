package io.spikewatt.controller.commandline;

import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.CommandTable;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.inference.file.FileWrite;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.tinylog.Logger;

/** A command: {@code --help} explains it, and a wrong option shows its synopsis. */
public abstract class CliCommand {

  protected final PrintStream out;
  protected final PrintStream err;
  private final String name;

  /**
   * @param name of the command in {@link CommandTable}
   */
  protected CliCommand(String name, PrintStream out, PrintStream err) {
    this.name = name;
    this.out = out;
    this.err = err;
  }

  /** Ends the process with the exit code of a run; a bug has one of its own. */
  public static void exit(Supplier<ExitCode> run) {
    ExitCode code;
    try {
      code = run.get();
    } catch (RuntimeException bug) {
      Logger.error(bug, "this is a bug");
      code = ExitCode.BUG;
    }
    System.exit(code.number());
  }

  protected abstract ExitCode execute(List<String> arguments) throws UsageException;

  public ExitCode run(List<String> arguments) {
    if (arguments.contains("--help")) {
      out.print(CommandTable.read().help(name));
      return ExitCode.OK;
    }
    try {
      return execute(arguments);
    } catch (UsageException e) {
      return refuse(String.valueOf(e.getMessage()));
    }
  }

  /** Ends a command with an invalid command line. */
  protected final ExitCode refuse(String problem) {
    err.println(problem);
    err.print(CommandTable.read().reminder(name));
    return ExitCode.USAGE;
  }

  /**
   * Ends a command that wrote a file.
   *
   * @param print receives the file's bytes
   */
  public static ExitCode written(
      FileWrite write, Path target, PrintStream err, LongConsumer print) {
    return switch (write) {
      case FileWrite.Failed failed -> {
        err.println("cannot write " + target + ": " + failed.detail());
        yield ExitCode.USAGE;
      }
      case FileWrite.Written done -> {
        print.accept(done.bytes());
        yield ExitCode.OK;
      }
    };
  }

  /** Prints one JSON object as a line. */
  public static void json(PrintStream out, Consumer<JsonWriter> body) {
    out.println(JsonWriter.text(body));
  }
}
