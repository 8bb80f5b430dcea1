package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.OutageRisk;
import io.spikewatt.controller.optimise.SlotProblem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes the horizon of a plan from forecasts, prices, limits and outages. */
final class HorizonFactory {

  private static final double LARGE_KW = 1e6;

  private final PlanModel model;
  private final PlannerSettings settings;
  private final NetLoadClasses classes;
  private final double[][][] after;
  private final HorizonPrices horizonPrices;
  private final OutageCost outageCost;

  HorizonFactory(PlanModel model, PlannerSettings settings) {
    this.model = model;
    this.settings = settings;
    int errorClasses = settings.resolution().errorClasses();
    this.classes = new NetLoadClasses(errorClasses, settings.slots().slot());
    this.after = classes.transitions(settings.slots());
    this.horizonPrices = new HorizonPrices(model);
    this.outageCost = new OutageCost(model, settings.slots(), errorClasses);
  }

  /**
   * The horizon of a request; empty if the forecasts do not cover the running slot.
   *
   * @param learns whether later horizons may end with the values that are found
   */
  Optional<Horizon> of(PlanRequest request, OutageRates outages, boolean learns) {
    Instant now = request.now().instant();
    List<NetLoadClasses.Slot> net =
        classes.slots(
            request.ahead(),
            settings.slots(),
            now,
            (start, slot) ->
                request.priceLimit(start).stopsSources()
                    ? slot.withoutSources(request.importLimitW() / 1000)
                    : slot);
    if (net.isEmpty()) {
      return Optional.empty();
    }
    HorizonSlots slots = HorizonSlots.of(settings.slots(), now, net.size());
    HorizonPrices.Series prices = horizonPrices.of(slots, request.prices());
    SlotProblem.Connection connection = connection(slots, prices, request, outages);
    SlotProblem.End end = end(slots, prices, learns);
    OutageRisk risk =
        outages instanceof OutageRates.Expected expected
            ? outageCost.of(slots, net, connection, end, expected)
            : OutageRisk.NONE;
    double[] none = slots.all(0);
    PlanModel.Flexible flexible = model.flexible().with(request.flexible().curves());
    SlotProblem.NetLoad load = NetLoadClasses.together(net, flexible.minKw(), after);
    SlotProblem problem =
        new SlotProblem(
            connection,
            load,
            none,
            SlotProblem.Peak.none(slots.count()),
            new SlotProblem.Flexible(none, flexible.demand()),
            reserve(request, slots, connection, load, risk),
            end);
    GridMarkovChain grid = grid(outages);
    int age = outages instanceof OutageRates.ByAge by ? Math.min(by.age(), grid.states() - 1) : 0;
    return Optional.of(new Horizon(slots, net, prices, problem, grid, age, flexible));
  }

  private SlotProblem.Connection connection(
      HorizonSlots slots, HorizonPrices.Series prices, PlanRequest request, OutageRates outages) {
    boolean[] up = new boolean[slots.count()];
    for (int k = 0; k < up.length; k++) {
      up[k] =
          switch (outages) {
            case OutageRates.Announced announced -> !announced.down(k);
            case OutageRates.Expected _ -> true;
            case OutageRates.ByAge by -> k > 0 || by.age() == 0;
          };
    }
    return new SlotProblem.Connection(
        slots.hours(),
        prices.importPerKwh(),
        prices.exportPerKwh(),
        slots.all(Math.min(LARGE_KW, request.importLimitW() / 1000)),
        exportKw(slots, request),
        settings.penalties().limit(),
        up,
        false);
  }

  private static double[] exportKw(HorizonSlots slots, PlanRequest request) {
    double limitKw = Math.min(LARGE_KW, request.exportLimitW() / 1000);
    return slots.each(
        k -> slots.mean(k, start -> request.priceLimit(start).forbidsExport() ? 0 : limitKw));
  }

  /** A reserve without a time is a floor: until the cheapest slots are over, less may be kept. */
  private SlotProblem.Reserve reserve(
      PlanRequest request,
      HorizonSlots slots,
      SlotProblem.Connection connection,
      SlotProblem.NetLoad load,
      OutageRisk risk) {
    double kwhPerPct = model.storage().capacityKwh() / 100;
    Instant now = request.now().instant();
    BackupReserve held = model.reserve().held(now, request.batterySocPct());
    double mostPct = Math.min(model.reserve().socPct(), model.storage().maxSocPct());
    double lacksKwh = kwhPerPct * (mostPct - held.socPct());
    int kept = new ReserveRefill(connection, load, model.storage()).lastSlot(lacksKwh);
    BackupReserve refilled = new BackupReserve(model.reserve().socPct(), held.wanted());
    double[] kwh =
        slots.each(k -> kwhPerPct * (k < kept ? held : refilled).socPctAt(slots.start(k + 1)));
    double heldPct = model.reserve().heldPct(now, request.batterySocPct());
    return new SlotProblem.Reserve(
        kwh, kwhPerPct * heldPct, settings.penalties().reserveHour(), risk);
  }

  private SlotProblem.End end(HorizonSlots slots, HorizonPrices.Series prices, boolean learns) {
    // Worth neither charging at the cheapest price nor discharging at it. With a single price, a
    // little less than discharging saves, so that energy is not held for ever.
    double saved = 0.97 * model.storage().efficiency() * prices.dearestPerKwh();
    return new SlotProblem.End(
        settings.ends() && slots.count() < settings.slots().most(),
        Math.min(prices.leastLeft(), saved),
        prices.leastLeft(),
        learns);
  }

  private GridMarkovChain grid(OutageRates outages) {
    if (outages instanceof OutageRates.ByAge by && by.failsPerSlot() > 0) {
      int ages = Math.min(settings.resolution().outageAges(), by.returns().length - 1);
      return ages > 0
          ? GridMarkovChain.unannounced(by.failsPerSlot(), ages, by.returns())
          : GridMarkovChain.ANNOUNCED;
    }
    return GridMarkovChain.ANNOUNCED;
  }
}
