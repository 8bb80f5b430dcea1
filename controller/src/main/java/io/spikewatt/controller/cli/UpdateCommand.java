package io.spikewatt.controller.cli;

import io.spikewatt.controller.cli.CliOptions.UsageException;
import io.spikewatt.controller.federation.VisibleText;
import io.spikewatt.controller.update.DdiClient;
import io.spikewatt.controller.update.DebianHost;
import io.spikewatt.controller.update.PackageFolder;
import io.spikewatt.controller.update.PollSchedule;
import io.spikewatt.controller.update.UpdateAgent;
import io.spikewatt.controller.update.UpdateServer;
import io.spikewatt.controller.update.UpdateStore;
import io.spikewatt.drivers.secret.PasswordFile;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** {@code spikewatt update}: installs what an update server assigns to this gateway. */
final class UpdateCommand extends CliCommand {

  private static final String SERVER = "--server";
  private static final String TENANT = "--tenant";
  private static final String NAME = "--name";
  private static final String TOKEN_FILE = "--token-file";
  private static final String GATEWAY_TOKEN = "--gateway-token";
  private static final String CA_FILE = "--ca-file";
  private static final String KEY_FILE = "--key-file";
  private static final String STATE = "--state";
  private static final String INSTALLER = "--installer";
  private static final String PROGRAM = "--program";
  private static final String ONCE = "--once";

  private static final String USAGE =
      """
      usage: spikewatt update --server URL --name NAME --token-file FILE [--once]
               [--tenant TENANT] [--gateway-token] [--ca-file FILE] [--key-file FILE]
               [--state DIRECTORY] [--installer PROGRAM] [--program SPIKEWATT]

      Asks a hawkBit server (DDI v1) for the version assigned to the gateway NAME of TENANT
      (DEFAULT), downloads the package, compares its SHA-256, name, version and architecture, hands
      it to PROGRAM, and reports success after the new version runs. With --once it asks once, if
      the time that the server named has passed; otherwise it goes on for ever. FILE holds the
      target's security token or, with --gateway-token, the tenant's gateway token. URL is https://;
      --ca-file names who signed the server's certificate, in PEM. With --key-file a package needs a
      signature beside it (NAME.deb.asc) by that OpenPGP key. Needs root for the installation.
      Exit code 0 if the server answered, 1 if an installation failed, 69 if the server cannot be
      reached, refuses, or another update runs.
      """;

  private static final Set<String> WITH_VALUE =
      Set.of(SERVER, TENANT, NAME, TOKEN_FILE, CA_FILE, KEY_FILE, STATE, INSTALLER, PROGRAM);

  private final Clock clock;

  UpdateCommand(Clock clock, PrintStream out, PrintStream err) {
    super(USAGE, out, err);
    this.clock = clock;
  }

  @Override
  ExitCode execute(List<String> arguments) throws UsageException {
    CliOptions options = CliOptions.parse(arguments, WITH_VALUE, Set.of(ONCE, GATEWAY_TOKEN));
    String name = options.required(NAME);
    Path directory = Path.of(options.value(STATE).orElse("/var/lib/spikewatt-update"));
    try {
      DdiClient client = new DdiClient(server(options, name), tls(options.value(CA_FILE)));
      PrivateFiles.createDirectories(directory);
      try (FileChannel channel =
              PrivateFiles.open(
                  directory.resolve("update.lock"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
          FileLock lock = channel.tryLock()) {
        if (lock == null) {
          return taken(directory);
        }
        DebianHost host = host(options);
        UpdateStore store = new UpdateStore(directory, line -> err.println(VisibleText.of(line)));
        UpdateAgent agent =
            new UpdateAgent(
                client,
                host,
                store,
                new PackageFolder(directory.resolve("packages"), client, host),
                clock,
                new SplittableRandom(name.hashCode()),
                line -> out.println(VisibleText.of(line)));
        return options.has(ONCE) ? once(agent, store.schedule()) : forEver(agent, store.schedule());
      }
    } catch (OverlappingFileLockException e) {
      return taken(directory);
    } catch (IOException | GeneralSecurityException e) {
      err.println(VisibleText.of(String.valueOf(e.getMessage())));
      return ExitCode.UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    }
  }

  private ExitCode taken(Path directory) {
    err.println("another update uses " + directory);
    return ExitCode.UNREACHABLE;
  }

  private static UpdateServer server(CliOptions options, String name)
      throws UsageException, IOException {
    String token = PasswordFile.read(TOKEN_FILE, options.required(TOKEN_FILE));
    // A line's end in a header would begin another header.
    if (!token.matches("[\\x21-\\x7e]{1,512}")) {
      throw new UsageException(TOKEN_FILE + ": expected one line of letters and digits");
    }
    try {
      return UpdateServer.of(
          options.required(SERVER),
          options.value(TENANT).orElse("DEFAULT"),
          name,
          token,
          options.has(GATEWAY_TOKEN));
    } catch (IllegalArgumentException e) {
      throw new UsageException(SERVER + ": " + e.getMessage());
    }
  }

  /** Certificates are verified by those of the file, or by those that come with Java. */
  private static SSLSocketFactory tls(Optional<String> authorities)
      throws IOException, GeneralSecurityException {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(authorities.isPresent() ? PemFiles.authorities(authorities.get()) : null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static DebianHost host(CliOptions options) {
    return new DebianHost(
        Path.of(options.value(INSTALLER).orElse("/usr/lib/spikewatt/current/bin/install-package")),
        Path.of(options.value(PROGRAM).orElse("/usr/bin/spikewatt")),
        options.value(KEY_FILE).map(Path::of));
  }

  private ExitCode once(UpdateAgent agent, PollSchedule schedule) throws InterruptedException {
    Duration left = schedule.left(clock.now().instant());
    if (!left.isZero()) {
      out.println("the next poll is due in " + left.toSeconds() + " s");
      return ExitCode.OK;
    }
    UpdateAgent.PollOutcome outcome = agent.poll();
    if (outcome.installationFailed()) {
      return ExitCode.WARNINGS;
    }
    return outcome.reached() ? ExitCode.OK : ExitCode.UNREACHABLE;
  }

  /** Ends when the process is stopped. */
  private ExitCode forEver(UpdateAgent agent, PollSchedule first) throws InterruptedException {
    PollSchedule schedule = first;
    while (true) {
      clock.sleepUntil(clock.now().plus(schedule.left(clock.now().instant())));
      schedule = agent.poll().next();
    }
  }
}
