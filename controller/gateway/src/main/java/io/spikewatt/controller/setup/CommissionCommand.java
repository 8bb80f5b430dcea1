package io.spikewatt.controller.setup;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.commission.Commissioning;
import io.spikewatt.controller.commission.CommissioningResult;
import io.spikewatt.controller.local.SiteLock;
import io.spikewatt.drivers.DeviceFactory;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.gpio.GpioPins;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.SystemClock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** {@code spikewatt commission}: steps a device and measures how it follows. */
public final class CommissionCommand extends ConfiguredCommand {

  /** Many devices drop a setpoint after a minute. */
  private static final Duration USUAL_FALL_BACK = Duration.ofSeconds(90);

  private static final Duration DEBOUNCE = Duration.ofMillis(50);

  public CommissionCommand(PrintStream out, PrintStream err) {
    super(
        "commission",
        Set.of("--device", "--min", "--max", "--step-s", "--fall-back-s"),
        Set.of("--json"),
        out,
        err);
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    Site site = config.site();
    String id = options.required("--device");
    DeviceConfig device =
        site.device(id).orElseThrow(() -> new UsageException("no such device: " + id));
    OutputSpec output = output(device);
    double min = bound(options, "--min", output);
    double max = bound(options, "--max", output);
    if (min >= max) {
      throw new UsageException("--min: expected less than --max, found " + min);
    }
    Duration longEnough = longEnough(device, output);
    Commissioning.Patience patience =
        new Commissioning.Patience(
            seconds(options, "--step-s", 90),
            seconds(options, "--fall-back-s", Math.max(120.0, longEnough.toMillis() / 1000.0)));
    if (patience.fallBack().compareTo(longEnough) < 0) {
      err.printf(
          "--fall-back-s %d is short: the device may hold its setpoint for %d s%n",
          patience.fallBack().toSeconds(), longEnough.toSeconds());
    }
    try (SiteLock _ = SiteLock.take(site, "commission", System.getenv());
        Gpio gpio = GpioPins.gpiod(DEBOUNCE);
        MessagePort broker = BrokerConnection.readOnly(site)) {
      List<Device> devices =
          new DeviceFactory(gpio, broker, Path.of(site.storage().directory()))
              .links(site).stream().map(Link::devices).flatMap(List::stream).toList();
      try {
        CommissioningResult result =
            commissioning(site, devices, output, List.of(max, min), patience).run();
        CommissioningText.print(result, device, site.gridMeter(), out, options.has("--json"));
        return result.follows() ? ExitCode.OK : ExitCode.UNREACHABLE;
      } finally {
        devices.forEach(Device::close);
      }
    } catch (SiteLock.TakenException | Commissioning.NoAnswerException e) {
      err.println(e.getMessage());
      return ExitCode.UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.UNREACHABLE;
    }
  }

  /** A device that holds its setpoint for a time must be watched for longer. */
  private static Duration longEnough(DeviceConfig device, OutputSpec output) {
    return Optional.ofNullable(device.profile().points().timeouts().get(output.signal().quantity()))
        .map(timeout -> timeout.multipliedBy(3).dividedBy(2))
        .orElse(USUAL_FALL_BACK);
  }

  private Commissioning commissioning(
      Site site,
      List<Device> devices,
      OutputSpec output,
      List<Double> steps,
      Commissioning.Patience patience) {
    Optional<String> meter = site.gridMeter().map(DeviceConfig::id);
    return new Commissioning(
        find(devices, d -> d.id().equals(output.signal().deviceId())).orElseThrow(),
        find(devices, d -> meter.filter(d.id()::equals).isPresent()),
        output,
        steps,
        patience,
        new SystemClock(),
        err::println);
  }

  private static Optional<Device> find(List<Device> devices, Predicate<Device> which) {
    return devices.stream().filter(which).findFirst();
  }

  private static OutputSpec output(DeviceConfig device) throws UsageException {
    return OutputSpecs.of(device)
        .filter(spec -> spec.signal().quantity().unit().equals("W"))
        .orElseThrow(() -> new UsageException(device.id() + " has no power that could be set"));
  }

  /** Within the device's own limits. */
  private static double bound(CliOptions options, String name, OutputSpec own)
      throws UsageException {
    options.required(name);
    return options.number(name, 0, own.min(), own.max());
  }

  private static Duration seconds(CliOptions options, String name, double otherwise)
      throws UsageException {
    return Duration.ofMillis((long) (1000 * options.number(name, otherwise, 1, 3600)));
  }
}
