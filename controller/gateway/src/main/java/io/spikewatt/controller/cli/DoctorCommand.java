package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.doctor.Doctor;
import io.spikewatt.controller.doctor.SupportFact;
import io.spikewatt.controller.local.LocalClient;
import io.spikewatt.controller.local.SiteLock;
import io.spikewatt.controller.setup.SiteLoader;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt doctor}: the report for a supporter. */
final class DoctorCommand extends CliCommand {

  private static final String OUT = "--out";
  private static final String CONFIG = "--config";
  private static final Path USUAL_STATE = Path.of("/var/lib/spikewatt");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<String, String> environment;
  private final Doctor doctor;

  /**
   * @param environment variables of the process
   */
  DoctorCommand(Map<String, String> environment, Doctor doctor, PrintStream out, PrintStream err) {
    super("doctor", out, err);
    this.environment = environment;
    this.doctor = doctor;
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    CliOptions options = CliOptions.parse(arguments, Set.of(OUT, CONFIG), Set.of());
    Path file = options.value(CONFIG).map(Path::of).orElse(ConfiguredCommand.SERVICE_CONFIG);
    Optional<Path> target = options.value(OUT).map(Path::of);
    if (target.isPresent() && Files.exists(target.get())) {
      err.println(target.get() + " is there already: name another file");
      return ExitCode.UNREACHABLE;
    }
    LoadedSite loaded = SiteLoader.load(file);
    Doctor.Report report = doctor.report(file, loaded, state(loaded), daemon(loaded));
    List<String> lines = report.facts().stream().map(SupportFact::line).toList();
    lines.forEach(out::println);
    if (target.isPresent()) {
      List<String> all = new ArrayList<>(lines);
      all.addAll(report.appendix());
      try {
        PrivateFiles.create(
            target.get(), (String.join("\n", all) + "\n").getBytes(UTF_8), "rw-------");
      } catch (FileAlreadyExistsException e) {
        err.println(target.get() + " is there already: name another file");
        return ExitCode.UNREACHABLE;
      } catch (IOException e) {
        err.println(target.get() + " cannot be written: " + e);
        return ExitCode.UNREACHABLE;
      }
      out.println("written to " + target.get() + ": read it before you send it");
    }
    return report.hasProblem() ? ExitCode.WARNINGS : ExitCode.OK;
  }

  private static Path state(LoadedSite loaded) {
    return loaded instanceof LoadedSite.Ok ok
        ? Path.of(ok.site().storage().directory())
        : USUAL_STATE;
  }

  private Doctor.Daemon daemon(LoadedSite loaded) {
    if (!(loaded instanceof LoadedSite.Ok ok)) {
      return new Doctor.Daemon(
          Optional.empty(), "the site file has problems, so its name is not known");
    }
    try {
      String answer = LocalClient.ask(SiteLock.sockets(ok.site(), environment), "status", PATIENCE);
      return new Doctor.Daemon(Optional.of(answer), "");
    } catch (IOException e) {
      return new Doctor.Daemon(Optional.empty(), String.valueOf(e.getMessage()));
    }
  }
}
