package io.spikewatt.controller.setup;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.setup.TerminalDialogue.StoppedException;
import io.spikewatt.drivers.scan.DiscoveredDevice;
import io.spikewatt.drivers.scan.UnidentifiedUnit;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.store.DirectoryOwner;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code spikewatt init}: leads from an empty box to a running site.
 *
 * <ol>
 *   <li>scan, and ask what no device tells
 *   <li>check and probe the drafted file, before it exists
 *   <li>on request, step devices
 *   <li>write the file, start the service
 * </ol>
 */
public final class InitCommand extends CliCommand {

  private static final String CONFIG = "--config";
  private static final String YES = "--yes";
  private static final String TIMEOUT = "--timeout-ms";

  /** Power of a trial step, W; fewer where the device's limits are narrower. */
  private static final double TRIAL_W = 1_000;

  private final Optional<BufferedReader> terminal;
  private final SystemdService service;
  private final boolean root;

  /**
   * @param terminal where a person answers; empty = without a person
   * @param root whether this process may start services and give files away
   */
  public InitCommand(
      Optional<BufferedReader> terminal,
      SystemdService service,
      boolean root,
      PrintStream out,
      PrintStream err) {
    super("init", out, err);
    this.terminal = terminal;
    this.service = service;
    this.root = root;
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    List<String> targets = arguments.stream().takeWhile(word -> !word.startsWith("--")).toList();
    CliOptions options =
        CliOptions.parse(
            arguments.subList(targets.size(), arguments.size()),
            Set.of(CONFIG, TIMEOUT),
            Set.of(YES));
    Path file = options.value(CONFIG).map(Path::of).orElse(service.siteFile());
    Optional<BufferedReader> person = options.has(YES) ? Optional.empty() : terminal;
    TerminalDialogue dialogue = new TerminalDialogue(person, out);
    DeviceSearch search = new DeviceSearch(ScanCommand.timeout(options), err::println);
    List<ScanTarget> places = new ArrayList<>();
    for (String target : targets) {
      places.add(ScanTarget.parse(target));
    }
    try {
      if (!writable(file)) {
        err.println(file + " cannot be written: use sudo, or name another file with --config");
        return ExitCode.UNREACHABLE;
      }
      person.ifPresent(
          _ ->
              out.println(
                  "Enter takes the answer in brackets, ? explains the question, Ctrl-C stops."));
      return mayReplace(file, dialogue) ? lead(places, search, file, dialogue) : stopped();
    } catch (StoppedException stopped) {
      return stopped();
    } catch (IOException e) {
      err.println(file + " cannot be written: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }

  private ExitCode stopped() {
    err.println("stopped; nothing was written");
    return ExitCode.USAGE;
  }

  private boolean writable(Path file) {
    Path directory = PrivateFiles.directory(file);
    return Files.isDirectory(directory) ? Files.isWritable(directory) : root;
  }

  private boolean mayReplace(Path file, TerminalDialogue dialogue)
      throws StoppedException, IOException {
    return !SiteFile.describesSite(file)
        || dialogue.yes(
            file + " describes a site already. Replace it",
            false,
            "The file that is there is kept beside the new one.");
  }

  private ExitCode lead(
      List<ScanTarget> places, DeviceSearch search, Path file, TerminalDialogue dialogue)
      throws StoppedException, IOException, UsageException {
    SiteInterview interview = new SiteInterview(dialogue);
    List<ScanTarget> targets = places.isEmpty() ? interview.targets(LocalTargets.find()) : places;
    List<DeviceDraft> devices =
        interview.devices(SiteDraft.propose(found(targets, search, interview)));
    if (devices.isEmpty()) {
      err.println("no device to describe; nothing was written");
      return ExitCode.UNREACHABLE;
    }
    boolean noMeter = devices.stream().noneMatch(d -> d.role().equals(DeviceDraft.GRID_METER));
    SiteProposal proposal = new SiteProposal(interview.site(), devices, noMeter, file);
    out.printf("%n%s%n", proposal.text());
    ExitCode checked = run(new CheckCommand(out, err), proposal);
    if (checked != ExitCode.OK) {
      err.println("nothing was written");
      return checked;
    }
    proposal = control(probe(proposal, interview), dialogue);
    commission(proposal, interview);
    return finish(proposal, dialogue);
  }

  /** All questions come before the first write, so a person who stops leaves nothing. */
  private ExitCode finish(SiteProposal proposal, TerminalDialogue dialogue)
      throws StoppedException, IOException {
    Path file = proposal.file();
    if (!dialogue.yes("Write " + file, true, "Until now nothing was written.")) {
      return stopped();
    }
    boolean start =
        startable(file)
            && dialogue.yes(
                "Start the service now and at every boot",
                true,
                "Otherwise: sudo systemctl enable --now spikewatt");
    Optional<Path> before =
        DirectoryOwner.of(PrivateFiles.directory(file))
            .run(() -> SiteFile.write(file, proposal.text(), root));
    out.println("written: " + file);
    before.ifPresent(kept -> out.println("the file before is kept: " + kept));
    out.println(
        "not asked, for the file: an assistant (docs/assistant.md), compute agents"
            + " (docs/compute.md), a fleet (docs/fleet-member.md)");
    if (start) {
      return start();
    }
    out.println(
        "next: "
            + (startable(file)
                ? "sudo systemctl enable --now spikewatt"
                : "spikewatt run --config " + file));
    return ExitCode.OK;
  }

  private List<DiscoveredDevice> found(
      List<ScanTarget> targets, DeviceSearch search, SiteInterview interview)
      throws StoppedException {
    DeviceSearch.Result result =
        DeviceSearch.Result.of(
            targets.stream()
                .distinct()
                .map(target -> search.search(target, Optional.empty(), Optional.empty()))
                .toList());
    result.problems().forEach(err::println);
    err.println(DeviceSearch.NOT_SCANNED);
    out.print(SiteDraft.unfit(result.devices()));
    List<DiscoveredDevice> found = new ArrayList<>(result.devices());
    for (UnidentifiedUnit unit : result.unidentified()) {
      interview.identify(unit).ifPresent(found::add);
    }
    return found;
  }

  private static ExitCode run(ConfiguredCommand command, SiteProposal proposal)
      throws UsageException {
    return command.run(proposal.load(), command.options(List.of()), proposal.file());
  }

  /**
   * @param answered whether every device gave a value
   */
  private record Probed(SiteProposal proposal, boolean answered) {}

  /** Shows readings until the person finds no wrong sign among them. */
  private Probed probe(SiteProposal proposal, SiteInterview interview)
      throws StoppedException, UsageException {
    List<String> ids = proposal.devices().stream().map(DeviceDraft::id).toList();
    SiteProposal shown = proposal;
    while (true) {
      out.println();
      ExitCode code = run(new ProbeCommand(out, err), shown);
      List<String> wrong =
          interview.some(
              "Devices that count the wrong way round, or none",
              ids,
              "Positive is what flows into the site: import at the grid meter, PV, discharge."
                  + " Loads and charging are negative.");
      if (wrong.isEmpty()) {
        return new Probed(shown, code == ExitCode.OK);
      }
      shown = shown.inverting(wrong);
    }
  }

  /** A site is controlled if it can be, and unless a device is silent or the person objects. */
  private SiteProposal control(Probed probed, TerminalDialogue dialogue) throws StoppedException {
    SiteProposal controlling = probed.proposal().monitoring(false);
    if (!(controlling.load() instanceof LoadedSite.Ok(Site site, _, _, _))) {
      out.println("no meter at the connection to the grid: the site is only monitored");
      return probed.proposal();
    }
    if (OutputSpecs.of(site).isEmpty()) {
      out.println("no device that can be set: the site is only monitored");
      return probed.proposal().monitoring(true);
    }
    return probed
        .proposal()
        .monitoring(
            !dialogue.yes(
                "Control the devices",
                probed.answered(),
                "With no, they are read and never set, until you remove monitor-only from the"
                    + " file."));
  }

  private void commission(SiteProposal proposal, SiteInterview interview)
      throws StoppedException, UsageException {
    if (!(proposal.load() instanceof LoadedSite.Ok config)) {
      return;
    }
    List<OutputSpec> outputs =
        OutputSpecs.of(config.site()).stream()
            .filter(output -> output.signal().quantity().unit().equals("W"))
            .toList();
    if (outputs.isEmpty()) {
      return;
    }
    List<String> chosen =
        interview.some(
            "Devices to try now, which moves power, or none",
            outputs.stream().map(output -> output.signal().deviceId()).toList(),
            "Each is set to %.0f W or less and back, and it is measured how it follows. It can be"
                    .formatted(TRIAL_W)
                + " done later with spikewatt commission.");
    for (OutputSpec output : outputs) {
      String id = output.signal().deviceId();
      if (chosen.contains(id)) {
        List<String> trial =
            List.of(
                "--device", id,
                "--min", Double.toString(Math.max(output.min(), -TRIAL_W)),
                "--max", Double.toString(Math.min(output.max(), TRIAL_W)));
        CommissionCommand command = new CommissionCommand(out, err);
        var _ = command.run((LoadedSite) config, command.options(trial), proposal.file());
      }
    }
  }

  private boolean startable(Path file) {
    return root && file.equals(service.siteFile()) && service.installed();
  }

  private ExitCode start() {
    if (!service.enableAndStart()) {
      err.println("the service does not start, see journalctl -u spikewatt");
      return ExitCode.UNREACHABLE;
    }
    out.println("running; spikewatt status tells how it is");
    return ExitCode.OK;
  }
}
