package io.spikewatt.hal.gpio;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.exception.Pi4JException;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.provider.Provider;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import java.io.File;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A board through Pi4J. Pi4J starts with the first pin, and retries a failed start with the next
 * one. Safe for use by many threads.
 */
public final class GpioPins implements Gpio {

  /** Architectures with natives of Pi4J's gpiod library. */
  private static final Set<String> ARCHITECTURES = Set.of("aarch64", "arm");

  private final Clock clock;
  private final Duration debounce;
  private final Provider<?, ?, ?>[] providers;
  private final String family;
  private final PinTable pins = new PinTable();
  private @Nullable Context context;

  /** The board through the kernel's GPIO device; {@code debounce} is the least time of a level. */
  public static GpioPins gpiod(Duration debounce) {
    return new GpioPins(new SystemClock(), debounce, "gpiod");
  }

  GpioPins(Clock clock, Duration debounce, String family, Provider<?, ?, ?>... providers) {
    this.clock = clock;
    this.debounce = debounce;
    this.family = family;
    this.providers = providers.clone();
  }

  @Override
  public DigitalInput input(int pin, boolean activeLow) {
    return pins.input(pin, activeLow, () -> guarded(pin, () -> newInput(pin, activeLow)));
  }

  @Override
  public DigitalOutput output(int pin, boolean activeLow, boolean rest) {
    return pins.output(
        pin, activeLow, rest, () -> guarded(pin, () -> newOutput(pin, activeLow, rest)));
  }

  @Override
  public synchronized void close() {
    pins.close();
    Context open = context;
    context = null;
    if (open != null) {
      guarded(-1, open::shutdown);
    }
  }

  private DigitalInput newInput(int pin, boolean activeLow) {
    Context pi4j = context();
    com.pi4j.io.gpio.digital.DigitalInput line =
        pi4j.create(
            com.pi4j.io.gpio.digital.DigitalInput.newConfigBuilder(pi4j)
                .id("in" + pin)
                .address(pin)
                .pull(activeLow ? PullResistance.PULL_UP : PullResistance.PULL_DOWN)
                // Pi4J's own debouncing would hide edges from ours.
                .debounce(0L)
                .provider(family + "-digital-input")
                .build());
    return new PiInput(line, activeLow);
  }

  private DigitalOutput newOutput(int pin, boolean activeLow, boolean rest) {
    Context pi4j = context();
    DigitalState resting = DigitalState.getState(rest != activeLow);
    com.pi4j.io.gpio.digital.DigitalOutput line =
        pi4j.create(
            com.pi4j.io.gpio.digital.DigitalOutput.newConfigBuilder(pi4j)
                .id("out" + pin)
                .address(pin)
                .initial(resting)
                .shutdown(resting)
                .provider(family + "-digital-output")
                .build());
    return new PiOutput(line, activeLow, rest);
  }

  private synchronized Context context() {
    if (context == null) {
      context = providers.length > 0 ? explicitContext() : boardContext();
    }
    return context;
  }

  private Context explicitContext() {
    return Pi4J.newContextBuilder().add(providers).disableShutdownHook().build();
  }

  private static Context boardContext() {
    // Checked first, because Pi4J's native code fails with a link error on a host without a chip.
    if (!ARCHITECTURES.contains(System.getProperty("os.arch"))) {
      throw new GpioException("no GPIO library for " + System.getProperty("os.arch"));
    }
    String[] chips = new File("/dev").list((dir, name) -> name.startsWith("gpiochip"));
    if (chips == null || chips.length == 0) {
      throw new GpioException("no /dev/gpiochip*");
    }
    return Pi4J.newContextBuilder().autoDetectProviders().disableShutdownHook().build();
  }

  /** Runs a call into Pi4J; its exceptions for hardware faults become one exception. */
  private static <T> T guarded(int pin, java.util.function.Supplier<T> call) {
    try {
      return call.get();
    } catch (Pi4JException | LinkageError e) {
      throw new GpioException((pin < 0 ? "" : "pin " + pin + ": ") + e.getMessage(), e);
    }
  }

  private final class PiInput implements DigitalInput {
    private final com.pi4j.io.gpio.digital.DigitalInput line;
    private final boolean activeLow;
    private final Debounce edges;

    PiInput(com.pi4j.io.gpio.digital.DigitalInput line, boolean activeLow) {
      this.line = line;
      this.activeLow = activeLow;
      this.edges = new Debounce(debounce, line.isHigh(), clock.now());
      line.addListener(event -> edges.edge(event.state().isHigh(), clock.now()));
    }

    @Override
    public boolean closed() {
      pins.requireOpen();
      boolean high = guarded(line.config().address(), line::isHigh);
      return edges.poll(high, clock.now()) != activeLow;
    }

    @Override
    public void close() {}
  }

  private final class PiOutput implements DigitalOutput {
    private final com.pi4j.io.gpio.digital.DigitalOutput line;
    private final boolean activeLow;
    private final boolean rest;

    PiOutput(com.pi4j.io.gpio.digital.DigitalOutput line, boolean activeLow, boolean rest) {
      this.line = line;
      this.activeLow = activeLow;
      this.rest = rest;
    }

    @Override
    public void set(boolean closed) {
      pins.requireOpen();
      put(closed);
    }

    @Override
    public boolean closed() {
      return line.isHigh() != activeLow;
    }

    @Override
    public void close() {
      put(rest);
    }

    private void put(boolean closed) {
      DigitalState state = DigitalState.getState(closed != activeLow);
      guarded(line.config().address(), () -> line.state(state));
    }
  }
}
