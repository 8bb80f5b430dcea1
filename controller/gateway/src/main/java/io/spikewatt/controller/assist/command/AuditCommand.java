package io.spikewatt.controller.assist.command;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.assistant.audit.AuditFiles;
import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.audit.AuditSpan;
import io.spikewatt.controller.assistant.audit.AuditVerifier;
import io.spikewatt.controller.assistant.guard.KeptAssistantState;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.hal.store.IoReason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt audit verify}: whether the assistant's audit is whole. */
public final class AuditCommand extends ConfiguredCommand {

  private static final String VERIFY = "verify";
  private static final String JSON = "--json";

  public AuditCommand(PrintStream out, PrintStream err) {
    super("audit verify", Set.of(), Set.of(JSON), out, err);
  }

  @Override
  public CliOptions options(List<String> arguments) throws UsageException {
    if (arguments.isEmpty() || !arguments.getFirst().equals(VERIFY)) {
      throw new UsageException("audit: verify is what it does");
    }
    return super.options(arguments.subList(1, arguments.size()));
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file) {
    Path state = state(config);
    Path audit = state.resolve("assistant-audit");
    try {
      // Records that are written meanwhile are behind the one that is known.
      AuditHead known =
          new KeptAssistantState(state.resolve("assistant.properties"), err::println)
              .load()
              .audit();
      if (Files.notExists(audit) && known.seq() == 0) {
        err.println(audit + ": expected the assistant's audit, found nothing");
        return ExitCode.UNREACHABLE;
      }
      AuditVerifier.Verdict verdict = AuditVerifier.verify(audit, AuditFiles.Bounds.USUAL, known);
      print(audit, verdict, AuditSpan.of(audit), options.has(JSON));
      return verdict.misfit().isEmpty() ? ExitCode.OK : ExitCode.WARNINGS;
    } catch (IOException e) {
      err.println(audit + ": cannot be read: " + IoReason.of(e));
      return ExitCode.UNREACHABLE;
    }
  }

  private void print(
      Path audit, AuditVerifier.Verdict verdict, Optional<AuditSpan> span, boolean json) {
    long records = verdict.last().seq() - verdict.first() + 1;
    if (json) {
      json(out, body -> write(body, verdict, records, span));
    } else if (verdict.misfit().isPresent()) {
      AuditVerifier.Misfit misfit = verdict.misfit().get();
      out.printf(
          "%s: record %d: broken: %s%n%d records before it are intact, the last one's hash is %s%n",
          audit.resolve(misfit.file()),
          misfit.seq(),
          misfit.why(),
          records,
          verdict.last().sha256());
    } else {
      out.printf(
          "intact: %d records in %d files, number %d to %d%n",
          records, verdict.files(), verdict.first(), verdict.last().seq());
      span.ifPresent(times -> out.printf("first %s, last %s%n", times.first(), times.last()));
      out.printf("hash of the last one: %s%n", verdict.last().sha256());
    }
  }

  private static void write(
      JsonWriter body, AuditVerifier.Verdict verdict, long records, Optional<AuditSpan> span) {
    body.put("intact", verdict.misfit().isEmpty())
        .put("records", records)
        .put("files", verdict.files())
        .put("first", verdict.first())
        .put("last", verdict.last().seq())
        .put("sha256", verdict.last().sha256());
    span.ifPresent(times -> body.put("firstAt", times.first()).put("lastAt", times.last()));
    verdict
        .misfit()
        .ifPresent(
            misfit ->
                body.in(
                    "broken",
                    inner ->
                        inner
                            .put("file", misfit.file())
                            .put("record", misfit.seq())
                            .put("why", misfit.why())));
  }
}
