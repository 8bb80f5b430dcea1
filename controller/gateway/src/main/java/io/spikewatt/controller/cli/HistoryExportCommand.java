package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.commandline.DayRange;
import io.spikewatt.controller.history.HistoryExport;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.hal.store.DirectoryOwner;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt history export}: recorded means as CSV or SQL. */
final class HistoryExportCommand extends ConfiguredCommand {

  private static final String FORMAT = "--format";
  private static final String OUTPUT = "--output";

  private final Clock clock;

  HistoryExportCommand(PrintStream out, PrintStream err) {
    super(
        "history export",
        Set.of(DayRange.FROM, DayRange.TO, DayRange.MONTH, FORMAT, OUTPUT),
        Set.of(),
        out,
        err);
    this.clock = new SystemClock();
  }

  /** {@code spikewatt history}: there is one thing to do with it. */
  static ExitCode run(List<String> arguments, PrintStream out, PrintStream err) {
    HistoryExportCommand export = new HistoryExportCommand(out, err);
    if (!arguments.isEmpty() && arguments.getFirst().equals("export")) {
      return export.run(arguments.subList(1, arguments.size()));
    }
    return arguments.contains("--help")
        ? export.run(arguments)
        : export.refuse("expected: history export");
  }

  /** Reads the record with its owner's rights, writes the output with the caller's. */
  @Override
  protected ExitCode start(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    return run(config, options, file);
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    DayRange range = DayRange.of(options, config.site().zone(), clock.now().instant());
    String format = options.value(FORMAT).orElse("csv");
    if (!Set.of("csv", "sql").contains(format)) {
      throw new UsageException(FORMAT + ": expected csv or sql, found " + format);
    }
    try {
      DirectoryOwner owner = DirectoryOwner.of(state(config));
      HistoryStore store = owner.run(() -> HistoryStore.reading(state(config)));
      try {
        HistoryExport export = new HistoryExport(store);
        Optional<HistoryStore.Span> known = owner.run(() -> export.known(range.from(), range.to()));
        if (known.isEmpty()) {
          err.println("nothing was recorded from " + range.from() + " to " + range.to());
          return ExitCode.BAD_DATA;
        }
        try (Writer to = writer(options.value(OUTPUT))) {
          return owner.run(() -> write(export, known.get(), format, to));
        }
      } finally {
        boolean _ = owner.run(() -> closed(store));
      }
    } catch (IOException | HistoryUnreadable e) {
      err.println("no export: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }

  private static ExitCode write(
      HistoryExport export, HistoryStore.Span known, String format, Writer to)
      throws IOException, HistoryUnreadable {
    if (format.equals("csv")) {
      export.csv(known, to);
    } else {
      export.sql(known, to);
    }
    return ExitCode.OK;
  }

  private static boolean closed(HistoryStore store) {
    store.close();
    return true;
  }

  /** The record is private, so only the owner may read the file. */
  private Writer writer(Optional<String> output) throws IOException {
    if (output.isEmpty()) {
      return new BufferedWriter(new OutputStreamWriter(out, UTF_8));
    }
    Path file = Path.of(output.get());
    Set<OpenOption> open = new HashSet<>(Set.of(CREATE, TRUNCATE_EXISTING, WRITE));
    if (DirectoryOwner.of(PrivateFiles.directory(file)).isForeign()) {
      open.add(LinkOption.NOFOLLOW_LINKS);
    }
    return Channels.newWriter(PrivateFiles.open(file, open), UTF_8);
  }
}
