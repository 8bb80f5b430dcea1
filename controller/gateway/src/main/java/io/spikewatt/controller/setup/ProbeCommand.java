package io.spikewatt.controller.setup;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.drivers.DeviceFactory;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.gpio.GpioPins;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt probe}: reads every signal of every device once, and writes nothing. */
public final class ProbeCommand extends ConfiguredCommand {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(250);

  public ProbeCommand(PrintStream out, PrintStream err) {
    super("probe", Set.of("--device"), Set.of("--json"), out, err);
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file) {
    Site site = config.site();
    Optional<String> only = options.value("--device");
    if (only.isPresent() && site.device(only.get()).isEmpty()) {
      err.println("no such device: " + only.get());
      return ExitCode.USAGE;
    }
    Clock clock = new SystemClock();
    boolean allAnswered = true;
    try (Gpio gpio = GpioPins.gpiod(Duration.ofMillis(50));
        MessagePort broker = BrokerConnection.readOnly(site)) {
      DeviceFactory factory = new DeviceFactory(gpio, broker, Path.of(site.storage().directory()));
      for (Link link : factory.links(site)) {
        for (Device device : link.devices()) {
          if (only.isEmpty() || only.get().equals(device.id())) {
            Map<Fault.Kind, Fault> faults = new LinkedHashMap<>();
            List<Sample> samples = patiently(device, clock, faults);
            boolean answered =
                samples.isEmpty() || samples.stream().anyMatch(Sample.Good.class::isInstance);
            if (answered || options.has("--json")) {
              print(site, samples, clock.now(), options.has("--json"));
            } else {
              out.printf("%s: no value of %d signals%n", device.id(), samples.size());
            }
            if (!answered) {
              explain(site, device.id(), faults);
            }
            allAnswered &= answered;
          }
        }
        link.devices().forEach(Device::close);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return allAnswered ? ExitCode.OK : ExitCode.UNREACHABLE;
  }

  /**
   * Reads until every signal is good or permanently missing, or the patience is over: links connect
   * in the background, and topics arrive at any time.
   *
   * @param faults receives the first fault of each kind
   */
  private static List<Sample> patiently(Device device, Clock clock, Map<Fault.Kind, Fault> faults)
      throws InterruptedException {
    Moment end = clock.now().plus(PATIENCE);
    while (true) {
      List<Sample> samples = device.read(clock.now());
      for (Sample sample : samples) {
        if (sample instanceof Sample.Missing missing) {
          faults.putIfAbsent(missing.reason().kind(), missing.reason());
        }
      }
      if (samples.stream().noneMatch(ProbeCommand::mayStillCome) || !clock.now().isBefore(end)) {
        return samples;
      }
      clock.sleepUntil(clock.now().plus(PAUSE));
    }
  }

  private static boolean mayStillCome(Sample sample) {
    return sample instanceof Sample.Missing missing
        && switch (missing.reason().kind()) {
          case NEVER_READ, STALE, UNREACHABLE, TIMEOUT, BAD_FRAME -> true;
          default -> false;
        };
  }

  /** One reason and its likely cause in place of one for each signal. */
  private void explain(Site site, String id, Map<Fault.Kind, Fault> faults) {
    if (faults.size() > 1) {
      // The daemon retries a silent unit later; a probe ends before.
      faults.remove(Fault.Kind.UNREACHABLE);
    }
    faults.values().forEach(fault -> err.println(id + ": " + fault));
    site.device(id)
        .map(config -> ProbeHint.of(config.connection(), faults.keySet()))
        .filter(hint -> !hint.isEmpty())
        .ifPresent(hint -> err.println(id + ": " + hint));
  }

  private void print(Site site, List<Sample> samples, Moment now, boolean json) {
    for (Sample sample : samples) {
      if (json) {
        json(out, line -> write(site, sample, now, line));
      } else {
        String value =
            switch (sample) {
              case Sample.Good good ->
                  "%14.2f %s".formatted(good.value(), good.signal().quantity().unit());
              case Sample.Missing missing -> "%14s %s".formatted("-", missing.reason());
            };
        out.printf("%-36s %s%n", sample.signal(), value);
      }
    }
  }

  private static void write(Site site, Sample sample, Moment now, JsonWriter writer) {
    writer
        .put("device", sample.signal().deviceId())
        .put("signal", sample.signal().quantity().wireName());
    switch (sample) {
      case Sample.Good good -> writer.put("value", good.value()).put("quality", "good");
      case Sample.Missing missing -> writer.put("quality", missing.reason().toString());
    }
    writer
        .put("unit", sample.signal().quantity().unit())
        .put("ageMs", now.millisSince(sample.at()))
        .put("source", source(site, sample.signal()));
  }

  private static String source(Site site, Signal signal) {
    return site.device(signal.deviceId())
        .map(config -> SignalSource.of(config.profile(), signal.quantity()))
        .orElse("");
  }
}
