package io.spikewatt.controller.commission;

import io.spikewatt.controller.commission.CommissioningResult.FallBack;
import io.spikewatt.controller.commission.StepResponse.Point;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Steps one output to its two bounds and measures how the device follows, then stops writing and
 * measures when it falls back. Always gives control back at the end.
 */
public final class Commissioning {

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration WRITE = Duration.ofSeconds(1);
  private static final Duration REST = Duration.ofSeconds(5);

  /** Time that the power must rest to end a step. */
  private static final Duration STILL = Duration.ofSeconds(8);

  private static final String OWNER = "commission";

  private final Device device;
  private final Optional<Device> gridMeter;
  private final OutputSpec output;
  private final List<Double> setpoints;
  private final CommandGate gate;
  private final Patience patience;
  private final Clock clock;
  private final Consumer<String> progress;

  private List<Point> gridW = new ArrayList<>();

  /** When a setpoint was last sent to the device, which may hold an equal one for longer. */
  private Optional<Moment> sent = Optional.empty();

  /**
   * @param step longest time to settle
   * @param fallBack longest time to fall back
   */
  public record Patience(Duration step, Duration fallBack) {}

  /**
   * @param setpoints the steps, within the output's limits
   * @param gridMeter read along, to find its sign
   * @param progress receives the current step in words
   */
  public Commissioning(
      Device device,
      Optional<Device> gridMeter,
      OutputSpec output,
      List<Double> setpoints,
      Patience patience,
      Clock clock,
      Consumer<String> progress) {
    this.device = device;
    this.gridMeter = gridMeter;
    this.output = output;
    this.setpoints = List.copyOf(setpoints);
    this.gate = new CommandGate(List.of(output), List.of());
    this.patience = patience;
    this.clock = clock;
    this.progress = progress;
  }

  /** The device cannot be commissioned now. */
  public static final class NoAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String message) {
      super(message);
    }
  }

  /**
   * Runs the whole procedure; takes a few minutes.
   *
   * @throws NoAnswerException if the device's power cannot be read, or no setpoint be written
   */
  public CommissioningResult run() throws NoAnswerException, InterruptedException {
    try (Clock.Worker _ = clock.work(Thread.currentThread())) {
      progress.accept("looking at " + device.id() + " at rest");
      List<Point> before = observe(Optional.empty(), REST);
      List<StepResponse> steps = new ArrayList<>();
      List<OptionalDouble> gridRatios = new ArrayList<>();
      double lastSetpoint = StepResponse.mean(before);
      for (double setpoint : setpoints) {
        double stepW = setpoint - (isLimit() ? StepResponse.mean(before) : lastSetpoint);
        lastSetpoint = setpoint;
        progress.accept("setting %.0f W".formatted(setpoint));
        List<Point> gridBefore = gridW;
        List<Point> after = follow(setpoint, stepW, before);
        StepResponse step = StepResponse.of(setpoint, stepW, before, after);
        steps.add(step);
        gridRatios.add(gridRatio(step, gridBefore, gridW));
        before = last(after, REST);
      }
      FallBack fallBack = fallBack(awayFromNeutral(before, lastSetpoint));
      return new CommissioningResult(output.signal(), steps, gridRatios, fallBack);
    } finally {
      for (ApprovedSetpoint neutral : gate.neutral(clock.now())) {
        device.release(neutral, clock.now());
      }
    }
  }

  /** A limit moves the power from its measured value, a setpoint from the previous setpoint. */
  private boolean isLimit() {
    return output.signal().quantity() == Quantity.POWER_LIMIT_W;
  }

  private List<Point> follow(double setpoint, double stepW, List<Point> before)
      throws NoAnswerException, InterruptedException {
    double band = StepResponse.band(stepW, before);
    return observe(
        Optional.of(setpoint),
        patience.step(),
        points -> {
          List<Point> tail = last(points, STILL);
          double mean = StepResponse.mean(tail);
          boolean moved =
              points.stream().anyMatch(p -> Math.abs(p.watts() - StepResponse.mean(before)) > band);
          return moved
              && points.getLast().seconds() > 2 * STILL.toSeconds()
              && tail.stream().allMatch(p -> Math.abs(p.watts() - mean) <= band);
        });
  }

  /** A fall-back does not show at rest, so the largest setpoint is set once more. */
  private List<Point> awayFromNeutral(List<Point> held, double lastSetpoint)
      throws NoAnswerException, InterruptedException {
    double farthest =
        setpoints.stream().max(Comparator.comparingDouble(this::fromNeutral)).orElse(lastSetpoint);
    if (!isNeutral(held) || farthest == lastSetpoint) {
      return held;
    }
    progress.accept("setting %.0f W once more, to see when it falls back".formatted(farthest));
    return last(follow(farthest, farthest - lastSetpoint, held), REST);
  }

  private double fromNeutral(double setpoint) {
    return Math.abs(setpoint - output.neutralValue());
  }

  private boolean isNeutral(List<Point> held) {
    double away = StepResponse.mean(held) - output.neutralValue();
    return Math.abs(away) <= StepResponse.band(away, held);
  }

  private FallBack fallBack(List<Point> held) throws NoAnswerException, InterruptedException {
    double from = StepResponse.mean(held);
    if (isNeutral(held)) {
      return new FallBack.Unseen(Math.rint(from));
    }
    progress.accept("writing nothing, to see when it falls back");
    double band = StepResponse.band(from - output.neutralValue(), held);
    Moment start = clock.now();
    List<Point> points =
        observe(
            Optional.empty(),
            patience.fallBack(),
            last -> Math.abs(last.getLast().watts() - from) > band);
    double sinceSentS = start.since(sent.orElse(start)).toMillis() / 1000.0;
    return Math.abs(points.getLast().watts() - from) > band
        ? new FallBack.Left(sinceSentS + points.getLast().seconds())
        : new FallBack.Held(patience.fallBack());
  }

  private List<Point> observe(Optional<Double> setpoint, Duration length)
      throws NoAnswerException, InterruptedException {
    return observe(setpoint, length, points -> false);
  }

  /** Observes for at most {@code length}, and renews the setpoint if there is one. */
  private List<Point> observe(
      Optional<Double> setpoint, Duration length, Predicate<List<Point>> enough)
      throws NoAnswerException, InterruptedException {
    List<Point> points = new ArrayList<>();
    gridW = new ArrayList<>();
    Moment start = clock.now();
    Moment nextWrite = start;
    Moment now = start;
    String why = "nothing was read";
    while (now.since(start).compareTo(length) < 0 && (points.isEmpty() || !enough.test(points))) {
      if (setpoint.isPresent() && !now.isBefore(nextWrite)) {
        write(setpoint.get(), now);
        nextWrite = now.plus(WRITE);
      }
      double seconds = now.since(start).toMillis() / 1000.0;
      Sample power = power(device, now);
      switch (power) {
        case Sample.Good good -> points.add(new Point(seconds, good.value()));
        case Sample.Missing missing -> why = missing.reason().toString();
      }
      if (gridMeter.isPresent() && power(gridMeter.get(), now) instanceof Sample.Good good) {
        gridW.add(new Point(seconds, good.value()));
      }
      clock.sleepUntil(now.plus(LOOK));
      now = clock.now();
    }
    if (points.isEmpty()) {
      throw new NoAnswerException(device.id() + ": its power cannot be read: " + why);
    }
    return points;
  }

  private static Sample power(Device from, Moment now) {
    Signal power = new Signal(from.id(), Quantity.POWER_W);
    return from.read(now).stream()
        .filter(sample -> sample.signal().equals(power))
        .findFirst()
        .orElseGet(() -> Sample.missing(power, Fault.Kind.NOT_IMPLEMENTED, "no power", now));
  }

  private void write(double value, Moment now) throws NoAnswerException {
    Setpoint request =
        new Setpoint(
            output.signal(),
            value,
            now.plus(WRITE.multipliedBy(5)),
            OWNER,
            OWNER,
            Setpoint.Purpose.ROUTINE);
    switch (gate.approve(request, new PlantSnapshot(now, List.of()))) {
      case Verdict.Refused refused -> throw new NoAnswerException(refused.toString());
      case Verdict.Approved approved -> {
        WriteReceipt receipt = device.write(approved.setpoint(), now);
        if (!(receipt instanceof WriteReceipt.Written written) || written.onWire()) {
          sent = Optional.of(now);
        }
        if (receipt instanceof WriteReceipt.Refused refused) {
          throw new NoAnswerException(
              "%s: refused %.0f: %s".formatted(output.signal(), value, refused.reason()));
        }
      }
    }
  }

  /** The grid's change over the device's, negated: 1 is right, -1 an inverted meter. */
  private static OptionalDouble gridRatio(
      StepResponse step, List<Point> before, List<Point> during) {
    double change = step.reachedW() - step.fromW();
    if (!step.moved() || before.isEmpty() || during.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<Point> after = last(during, REST);
    double noise = StepResponse.band(0, before) + StepResponse.band(0, after);
    return noise > Math.abs(change) / 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(-(StepResponse.mean(after) - StepResponse.mean(before)) / change);
  }

  private static List<Point> last(List<Point> points, Duration length) {
    double from = points.getLast().seconds() - length.toMillis() / 1000.0;
    return points.stream().filter(p -> p.seconds() >= from).toList();
  }
}
