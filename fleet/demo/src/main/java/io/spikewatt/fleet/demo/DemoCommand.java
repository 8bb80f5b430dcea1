package io.spikewatt.fleet.demo;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.hal.store.FileTree;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code fleet-demo}. */
record DemoCommand(PrintStream out, PrintStream err) {

  private static final String SITES = "sites.csv";

  ExitCode run(List<String> arguments)
      throws UsageException, IOException, GeneralSecurityException, InterruptedException {
    CliOptions options =
        CliOptions.parse(arguments, Set.of("--seconds", "--data", "--weeks-earlier"), Set.of());
    Optional<Path> data =
        options
            .value("--data")
            .or(() -> Optional.ofNullable(System.getenv("DATA")))
            .map(Path::of)
            .or(DemoCommand::above)
            .filter(folder -> Files.isReadable(folder.resolve(SITES)));
    if (data.isEmpty()) {
      err.println(
          "the demonstration needs measured series: pass --data DIR, or set DATA, to a folder with"
              + " sites.csv and the files that it names; none comes with the product, because their"
              + " licences differ");
      return ExitCode.UNREACHABLE;
    }
    Duration time = Duration.ofSeconds((long) options.number("--seconds", 120, 60, 3600));
    int earlier = (int) options.number("--weeks-earlier", 0, 0, 52);
    Path folder = Files.createTempDirectory("spikewatt-fleet");
    try {
      boolean kept = new FleetDemo(data.get(), earlier, folder, time, new SystemClock(), out).run();
      return kept ? ExitCode.OK : ExitCode.WARNINGS;
    } finally {
      FileTree.delete(folder);
    }
  }

  /** The folder shared/data in one above this. */
  private static Optional<Path> above() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path data = folder.resolve("shared").resolve("data");
      if (Files.isReadable(data.resolve(SITES))) {
        return Optional.of(data);
      }
    }
    return Optional.empty();
  }
}
