package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.cli.Version;
import io.spikewatt.controller.assist.command.AskCommand;
import io.spikewatt.controller.assist.command.AssistantCommand;
import io.spikewatt.controller.assist.command.AuditCommand;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.doctor.Doctor;
import io.spikewatt.controller.doctor.ProgramRunner;
import io.spikewatt.controller.setup.CheckCommand;
import io.spikewatt.controller.setup.CommissionCommand;
import io.spikewatt.controller.setup.InitCommand;
import io.spikewatt.controller.setup.NotifyCommand;
import io.spikewatt.controller.setup.ProbeCommand;
import io.spikewatt.controller.setup.ScanCommand;
import io.spikewatt.controller.setup.SourceListCommand;
import io.spikewatt.controller.setup.SourceTryCommand;
import io.spikewatt.controller.setup.SystemdService;
import io.spikewatt.hal.time.SystemClock;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The command line: {@code spikewatt COMMAND [OPTIONS]}. The launchers put {@code --help} behind
 * the command, and start {@code LabMain} and the demo themselves.
 */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length == 0 || !arguments[0].equals("run")) {
      // Standard output is for results; the daemon's result is its log.
      System.setProperty("tinylog.writer.stream", "err");
    }
    CliCommand.exit(() -> run(Arrays.asList(arguments), System.out, System.err));
  }

  static ExitCode run(List<String> arguments, PrintStream out, PrintStream err) {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    return switch (command) {
      case "init" ->
          new InitCommand(
                  terminal(),
                  new SystemdService(Path.of("/")),
                  "root".equals(System.getProperty("user.name")),
                  out,
                  err)
              .run(rest);
      case "run" -> new RunCommand(out, err).run(rest);
      case "check" -> new CheckCommand(out, err).run(rest);
      case "probe" -> new ProbeCommand(out, err).run(rest);
      case "scan" -> new ScanCommand(out, err).run(rest);
      case "commission" -> new CommissionCommand(out, err).run(rest);
      case "status" ->
          new StatusCommand(System.getenv(), StatusCommand.PATIENCE, out, err).run(rest);
      case "tariff" -> new TariffCommand(System.getenv(), new SystemClock(), out, err).run(rest);
      case "doctor" ->
          new DoctorCommand(
                  System.getenv(),
                  new Doctor(Path.of("/"), ProgramRunner::installed, new SystemClock()),
                  out,
                  err)
              .run(rest);
      case "why" -> new WhyCommand(System.getenv(), out, err).run(rest);
      case "ask" -> new AskCommand(new SystemClock(), out, err).run(rest);
      case "audit" -> new AuditCommand(out, err).run(rest);
      case "assistant" -> AssistantCommand.run(rest, Main::pin, out, err);
      case "history" -> HistoryExportCommand.run(rest, out, err);
      case "page" ->
          new PageCommand(Path.of("/var/lib/spikewatt"), new SystemClock(), out, err).run(rest);
      case "notify" -> NotifyCommand.run(rest, new SystemClock(), out, err);
      case "sources" -> sources(rest, out, err);
      case "backup" -> new BackupCommand(out, err).run(rest);
      case "restore" -> new RestoreCommand(out, err).run(rest);
      case "version", "--version" -> {
        out.println("spikewatt " + Version.get());
        yield ExitCode.OK;
      }
      case "help", "--help", "-h" -> new HelpCommand(out, err).run(rest);
      default -> new HelpCommand(out, err).elsewhere(command, rest);
    };
  }

  private static ExitCode sources(List<String> arguments, PrintStream out, PrintStream err) {
    String first = arguments.isEmpty() ? "" : arguments.getFirst();
    boolean named = first.equals("try") || first.equals("list");
    List<String> rest = named ? arguments.subList(1, arguments.size()) : arguments;
    return first.equals("try")
        ? new SourceTryCommand(new SystemClock(), out, err).run(rest)
        : new SourceListCommand(System.getenv(), out, err).run(rest);
  }

  /** A PIN from the terminal, which does not show it, or a line of standard input. */
  private static Optional<String> pin(String prompt) throws IOException {
    // A runtime without the JDK's line editor has none where input is no terminal.
    Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (terminal.isPresent()) {
      char[] typed = terminal.get().readPassword("%s", prompt);
      return typed == null ? Optional.empty() : Optional.of(new String(typed));
    }
    // Bytes, not a buffered reader: the second line belongs to the next call.
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int read = System.in.read();
    while (read >= 0 && read != '\n' && line.size() < 256) {
      line.write(read);
      read = System.in.read();
    }
    String text = line.toString(UTF_8).strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** Standard input if it is a terminal. The JVM's console needs the output to be one, too. */
  private static Optional<BufferedReader> terminal() {
    try {
      Path input = Files.readSymbolicLink(Path.of("/proc/self/fd/0"));
      return input.toString().matches("/dev/(pts/|tty|console).*")
          ? Optional.of(new BufferedReader(new InputStreamReader(System.in, UTF_8)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
