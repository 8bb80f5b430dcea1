package io.spikewatt.controller.cycle;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Site.NegativePrices;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.command.CommandEffects;
import io.spikewatt.controller.energy.ComputeDay;
import io.spikewatt.controller.limit.FeedInOrders;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.limit.ImportPeak;
import io.spikewatt.controller.limit.LimitExceedance;
import io.spikewatt.controller.limit.PhaseLimit;
import io.spikewatt.controller.limit.PriceLimit;
import io.spikewatt.controller.limit.UncoveredLoad;
import io.spikewatt.controller.mode.LocalSwitches;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.mode.ModeInputs;
import io.spikewatt.controller.mode.ModeMachine;
import io.spikewatt.controller.mode.ModeSettings;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.mode.SeparationStore;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.controller.price.GridPrices;
import io.spikewatt.controller.price.PaidPrices;
import io.spikewatt.controller.report.GridReading;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Supervisory level of the control cycle: the mode of operation, and the limits at the grid
 * connection. Confined to the cycle's thread.
 */
public final class Supervision {

  private Site site;
  private final FeedInOrders feedIn;
  private final PhaseLimit phaseLimit;
  private final ImportPeak importPeak;
  private UncoveredLoad uncovered;
  private Function<Instant, OptionalDouble> highestNetW;
  private final LocalSwitches localSwitches;
  private ModeSettings modeSettings;
  private final LimitExceedance limitExceedance;
  private final SeparationStore separation;
  private final GridPrices prices;
  private final Supplier<Optional<Instant>> weatherAsOf;
  private Mode mode;

  /**
   * Mode and limits of one cycle.
   *
   * @param local whether a switch at the site requests the mode
   * @param lasting limits of the grid operator, the configuration and commands
   * @param limits these with the limit by the running slot's prices
   * @param tightest these, tightened by the phases and the month's peak
   */
  record Regime(
      Mode mode, boolean local, GridLimits lasting, GridLimits limits, GridLimits tightest) {}

  /**
   * @param feedIn the grid operator's last valid orders
   * @param separation whether the site was separated from the grid when control last ended
   * @param prices of energy that are paid now
   * @param weatherAsOf time of the oldest of the newest predictions of the weather; empty = one is
   *     missing
   * @param highestNetW mean of load minus production in the next minutes that is hardly exceeded,
   *     W; empty = unknown
   */
  public Supervision(
      Site site,
      FeedInOrders feedIn,
      ImportPeak importPeak,
      SeparationStore separation,
      GridPrices prices,
      Supplier<Optional<Instant>> weatherAsOf,
      Function<Instant, OptionalDouble> highestNetW,
      Moment start) {
    this.uncovered = new UncoveredLoad(site);
    this.highestNetW = highestNetW;
    this.site = site;
    this.feedIn = feedIn;
    this.phaseLimit = new PhaseLimit(site);
    this.importPeak = importPeak;
    this.localSwitches = new LocalSwitches(switches(site));
    this.modeSettings = ModeSettings.of(site);
    this.limitExceedance = new LimitExceedance(site);
    this.separation = separation;
    this.prices = prices;
    this.weatherAsOf = weatherAsOf;
    this.mode = ModeMachine.start(start, separation.separated());
  }

  /** Goes on under another configuration of the same devices. */
  void setSite(Site next, Function<Instant, OptionalDouble> nowcast) {
    site = next;
    uncovered = new UncoveredLoad(next);
    modeSettings = ModeSettings.of(next);
    phaseLimit.setLimit(next);
    highestNetW = nowcast;
  }

  private static SequencedMap<String, RequestedMode> switches(Site site) {
    SequencedMap<String, RequestedMode> switches = new LinkedHashMap<>();
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.ModeSwitch role) {
        switches.put(
            device.id(),
            switch (role.asks()) {
              case HOLD -> RequestedMode.HOLD;
              case SELF_CONSUMPTION -> RequestedMode.SELF_CONSUMPTION;
              case ISLAND -> RequestedMode.ISLAND;
            });
      }
    }
    return switches;
  }

  Regime next(InputStage.Inputs in) {
    Moment now = in.snapshot().at();
    CommandEffects commands = in.commands();
    GridLimits lasting =
        feedIn.apply(
            GridLimits.inForce(site, in.state(), commands.importLimitW(), commands.exportLimitW()),
            in.snapshot());
    GridLimits limits = lasting.pricedBy(priceLimit(now.instant()));
    Optional<RequestedMode> local = localSwitches.requestedMode(in.snapshot());
    RequestedMode requested = local.orElse(commands.mode());
    mode =
        ModeMachine.next(
            mode,
            ModeInputs.of(modeSettings, in.state(), in.plan().isPresent(), requested, now),
            modeSettings);
    separation.note(mode);
    importPeak.update(in.state().gridW(), now);
    GridLimits tightest = keepPeak(phaseLimit.apply(limits, in.snapshot()), in, now);
    limitExceedance.decided(in.state().gridW(), tightest);
    return new Regime(mode, local.isPresent(), lasting, limits, tightest);
  }

  /**
   * Follows the clock and the prices that are paid, not the plan: so the limit holds from the
   * slot's first cycle, after a restart, and in every mode.
   */
  private PriceLimit priceLimit(Instant now) {
    NegativePrices choice = site.control().negativePrices();
    if (choice == NegativePrices.STORE) {
      return PriceLimit.NONE;
    }
    PaidPrices running = prices.paid(site, QuarterHour.startOf(now));
    return PriceLimit.of(choice, running.importPerKwh(), running.exportPerKwh());
  }

  Mode mode() {
    return mode;
  }

  /** Counted import, the prices of the running slot, and given days of clusters. */
  GridReading grid(Moment now, Map<String, ComputeDay.Reading> computeDays) {
    return new GridReading(
        importPeak.reading(),
        prices.paid(site, QuarterHour.startOf(now.instant())),
        age(site.hasPriceSources(), prices.sourcesAsOf(), now),
        age(site.hasWeatherSources(), weatherAsOf.get(), now),
        computeDays);
  }

  /** In whole minutes, since each change of a payload is sent. */
  private static Estimate age(boolean hasSources, Optional<Instant> from, Moment now) {
    if (!hasSources) {
      return Estimate.sum(List.of());
    }
    return from.isPresent()
        ? new Estimate.Known(
            Duration.between(from.get(), now.instant()).toMinutes(), Estimate.How.DERIVED, now)
        : new Estimate.Unknown("a source has given no answer");
  }

  /** The limits of a cycle, tightened by the phase powers between two cycles. */
  GridLimits between(GridLimits inForce, List<Sample.Good> read) {
    return phaseLimit.between(inForce, read);
  }

  /**
   * Whether a limit is exceeded by more than the last cycle knew; at most once between two cycles.
   *
   * @param gridW power at the connection, W; import positive
   */
  boolean exceeded(double gridW, GridLimits limits) {
    return limitExceedance.calls(gridW, limits);
  }

  /** The peak of import that the plan wants to keep. */
  private GridLimits keepPeak(GridLimits limits, InputStage.Inputs in, Moment now) {
    if (in.plan().isEmpty()) {
      return limits;
    }
    PlanSchedule schedule = in.plan().get().schedule();
    int slot = in.plan().get().slotAt(now.instant());
    if (schedule.importLevelW()[slot] == Double.POSITIVE_INFINITY) {
      return limits;
    }
    OptionalDouble netW = highestNetW.apply(now.instant());
    double unavoidableW =
        netW.isPresent()
            ? uncovered.watts(
                netW.getAsDouble(),
                in.state(),
                in.commands().reserveSocPct(now.instant()).orElse(0),
                importPeak.hoursLeft(now))
            : 0;
    return limits.keeping(
        importPeak.allowedW(schedule.importLevelW()[slot], unavoidableW, now),
        importPeak.allowedW(schedule.storingLevelW()[slot], unavoidableW, now));
  }
}
