package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.model.ModelFile;
import io.spikewatt.inference.model.ModelRead;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt model}: shows a model file, and hands its network to other tools. */
final class ModelCommand extends CliCommand {
  private static final String FILE = "FILE.model";

  ModelCommand(PrintStream out, PrintStream err) {
    super("model", out, err);
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    String verb = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    return switch (verb) {
      case "inspect" -> inspect(CliOptions.parse(rest, FILE, Set.of(), Set.of("--json")));
      case "export" ->
          export(CliOptions.parse(rest, FILE, NirExportCommand.WITH_VALUE, Set.of("--json")));
      default -> throw new UsageException("expected: model inspect or model export");
    };
  }

  private ExitCode inspect(CliOptions options) throws UsageException {
    Path file = Path.of(options.required(FILE));
    Optional<TrainedForecaster> model = read(file);
    model.ifPresent(found -> new ModelText(out).print(file, found, options.has("--json")));
    return model.isPresent() ? ExitCode.OK : ExitCode.BAD_DATA;
  }

  private ExitCode export(CliOptions options) throws UsageException {
    if (options.required("--format").equals("netx")) {
      return NetxExportCommand.of(options, FILE, out, err).run();
    }
    NirExportCommand export = NirExportCommand.of(options, out, err);
    Path file = Path.of(options.required(FILE));
    Optional<TrainedForecaster> model = read(file);
    return model.isPresent() ? export.run(file, model.get()) : ExitCode.BAD_DATA;
  }

  private Optional<TrainedForecaster> read(Path file) {
    return switch (ModelFile.read(file)) {
      case ModelRead.Loaded loaded -> Optional.of(loaded.model());
      case ModelRead.Refused refused -> {
        err.printf("%s: expected a model file: %s%n", file, refused.detail());
        yield Optional.empty();
      }
    };
  }
}
