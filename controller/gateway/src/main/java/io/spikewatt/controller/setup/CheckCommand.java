package io.spikewatt.controller.setup;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.drivers.secret.PageCertificate;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.store.IoReason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** {@code spikewatt check}: checks a configuration, and touches nothing. */
public final class CheckCommand extends ConfiguredCommand {

  private static final String STRICT = "--strict";

  public CheckCommand(PrintStream out, PrintStream err) {
    super("check", Set.of(), Set.of(STRICT), out, err);
  }

  @Override
  protected LoadedSite load(Path file) {
    return SiteLoader.load(file);
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file) {
    config.warnings().forEach(warning -> err.println("warning: " + warning));
    Site site = config.site();
    out.printf(
        "%s: ok, site %s with %d devices%s, hash %s%n",
        file,
        site.name(),
        site.devices().size(),
        site.control().monitorOnly() ? ", monitored only" : "",
        config.configHash());
    List<OutputSpec> outputs = OutputSpecs.of(site);
    for (DeviceConfig device : site.devices()) {
      String steered =
          outputs.stream()
              .filter(output -> output.signal().deviceId().equals(device.id()))
              .findFirst()
              .map(CheckCommand::steered)
              .orElse("read only");
      out.printf(
          "  %-16s %s, by %s at %s%n",
          device.id(), steered, device.profile().id(), place(device.connection()));
    }
    site.page()
        .filter(Site.Page::needsMadeCertificate)
        .ifPresent(page -> encrypted(page, Path.of(site.storage().directory())));
    return config.warnings().isEmpty() || !options.has(STRICT) ? ExitCode.OK : ExitCode.WARNINGS;
  }

  /** The caller may have no access to the state directory. */
  private void encrypted(Site.Page page, Path directory) {
    String certificate;
    try {
      certificate =
          PageCertificate.find(directory)
              .map(made -> "SHA-256 " + made.fingerprint())
              .orElse("which the first start makes");
    } catch (IOException e) {
      certificate = "which cannot be read: " + IoReason.of(e);
    }
    out.printf(
        "  page on %s port %d is encrypted by %s, %s%n",
        page.bind(), page.port(), directory.resolve(PageCertificate.FILE), certificate);
  }

  private static String steered(OutputSpec output) {
    return "%s set within %.0f to %.0f %s"
        .formatted(
            output.signal().quantity().wireName(),
            output.min(),
            output.max(),
            output.signal().quantity().unit());
  }

  private static String place(Connection connection) {
    return connection instanceof Connection.Modbus modbus
        ? modbus.endpoint() + " unit " + modbus.unit()
        : connection.endpoint();
  }
}
