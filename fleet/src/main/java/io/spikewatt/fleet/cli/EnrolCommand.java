package io.spikewatt.fleet.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;

/** {@code fleet enrol}: the certificate with which a gateway joins. */
record EnrolCommand(PrintStream out) {

  ExitCode run(List<String> arguments)
      throws UsageException, IOException, GeneralSecurityException {
    CliOptions options = CliOptions.parse(arguments, Set.of("--name", "--folder"), Set.of());
    FleetFolder folder = FleetFolder.of(options);
    FleetAccess access =
        folder.member("", options.required("--name"), new SystemClock().now().instant());
    out.println("copy to the gateway, readable by its service alone:");
    out.println("  " + access.caFile());
    out.println("  " + access.certificateFile());
    out.println("  " + access.keyFile());
    out.println("  " + access.certificateFile().resolveSibling("model.pub"));
    return ExitCode.OK;
  }
}
