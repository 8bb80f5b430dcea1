package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.SlotChoice;
import io.spikewatt.controller.optimise.SlotProblem;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyMix;
import io.spikewatt.controller.optimise.SupplyOptions;
import io.spikewatt.controller.optimise.UnitCommitment;
import io.spikewatt.controller.optimise.Values;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Plans when gensets run and which loads are shed while the site is islanded: the {@link Planner}'s
 * recursion, with a grid that is down and returns in each slot with the same probability. The plan
 * can move the batteries' energy above the genset's start threshold. PV is curtailed, EVs take
 * nothing, flexible loads their least. Confined to one thread at a time.
 */
public final class IslandPlanner {

  private static final int CLASSES = 5;
  private static final SlotGrid SLOTS = SlotGrid.QUARTER_HOURS;

  /** There is one storage. */
  private static final GridResolution LEVELS = new GridResolution(14, 81, 161, 2, 2, 2, 2, 1);

  /** State of the grid that is down. */
  private static final int DOWN = 1;

  private final PlanModel model;
  private final GensetModel set;
  private final HorizonPrices horizonPrices;
  private final NetLoadClasses classes = new NetLoadClasses(CLASSES, SLOTS.slot());
  private final double[][][] after = classes.transitions(SLOTS);
  private final BackwardPass backwardPass;
  private final BestAction bestAction;
  private final List<SupplyOptions.Tier> tiers;

  /** Empty where nothing can be planned: neither fuel nor shedding has a price. */
  public static Optional<IslandPlanner> of(Site site) {
    PlanModel model = PlanModel.of(site);
    Optional<GensetModel> set = GensetModel.of(site.tariff(), SiteDevices.of(site));
    return set.isPresent() || !model.backup().tiers().isEmpty()
        ? Optional.of(new IslandPlanner(model, set.orElse(GensetModel.NONE)))
        : Optional.empty();
  }

  private IslandPlanner(PlanModel model, GensetModel set) {
    this.model = model;
    this.set = set;
    this.horizonPrices = new HorizonPrices(model);
    this.tiers = model.backup().tiers();
    SupplyOptions supplyOptions =
        new SupplyOptions(set.supply(), tiers, model.backup().outagePerKwh(), 0);
    this.backwardPass =
        new BackwardPass(supplyOptions, CLASSES, LEVELS, SLOTS.most(), SLOTS.perDay(), true);
    this.bestAction = new BestAction(supplyOptions, BestAction.Equals.EXCHANGE_LEAST);
  }

  /** A plan; empty where the charge or the forecasts are unknown. */
  public Optional<IslandPlan> plan(PlanRequest request, IslandPlan.Island island) {
    if (RequestFault.of(request, model.storage().usable(), OptionalInt.empty()).isPresent()) {
      return Optional.empty();
    }
    Instant now = request.now().instant();
    PlanRequest.Ahead ahead = new PlanRequest.Ahead(request.load(), request.pv());
    List<NetLoadClasses.Slot> net = classes.slots(ahead, SLOTS, now);
    if (net.isEmpty()) {
      return Optional.empty();
    }
    HorizonSlots slots = HorizonSlots.of(SLOTS, now, net.size());
    double returns = -Math.expm1(-SLOTS.hours() / Math.max(0.01, island.expectedHours()));
    GridMarkovChain chain = GridMarkovChain.unannounced(0, DOWN, 0, returns);
    SlotProblem problem = problem(request, slots, net);
    Values values = backwardPass.run(problem, new Storage[] {store()}, chain, DOWN, slots.epoch());
    return Optional.of(follow(request, net, values, island));
  }

  private SlotProblem problem(
      PlanRequest request, HorizonSlots slots, List<NetLoadClasses.Slot> net) {
    HorizonPrices.Series prices = horizonPrices.of(slots, request.prices());
    double cheapest = Arrays.stream(prices.billPerKwh()).min().orElseThrow();
    SlotProblem.Connection connection =
        new SlotProblem.Connection(
            slots.hours(),
            prices.billPerKwh(),
            prices.paidPerKwh(),
            slots.all(request.importLimitW() / 1000),
            slots.all(request.exportLimitW() / 1000),
            0,
            new boolean[slots.count()],
            true);
    return SlotProblem.away(
        connection,
        NetLoadClasses.together(net, model.flexible().minKw(), after),
        new SlotProblem.End(false, 0.97 * model.storage().efficiency() * Math.max(0, cheapest), 0));
  }

  /** Below the genset's start threshold no energy can be moved. */
  private Storage store() {
    PlanModel.StorageModel storageModel = model.storage();
    double lowest = Math.min(set.startSocPct(), storageModel.maxSocPct());
    return storageModel.store(storageModel.capacityKwh() * lowest / 100);
  }

  /** The expected course if the mean forecast comes true and the grid stays down. */
  private IslandPlan follow(
      PlanRequest request, List<NetLoadClasses.Slot> net, Values values, IslandPlan.Island island) {
    int n = net.size();
    Storage store = store();
    boolean[] runs = new boolean[n];
    double[] gensetW = new double[n];
    double[] shedPerKwh = new double[n];
    double[] shedW = new double[n];
    double[] soc = new double[n];
    double capacity = model.storage().capacityKwh();
    double stored = capacity * request.batterySocPct().orElse(0) / 100;
    stored = Math.clamp(stored, store.minKwh(), store.maxKwh());
    int committed = committed(island, values);
    double unserved = 0;
    for (int k = 0; k < n; k++) {
      NetLoadClasses.Slot slot = net.get(k);
      double kw = slot.loadKw() - slot.pvKw() + model.flexible().minKw();
      SlotChoice best =
          bestAction.choose(values, k, committed, kw, slot.pvKw(), new double[] {stored});
      SupplyMix supply = best.supply();
      soc[k] = capacity > 0 ? 100 * stored / capacity : 0;
      gensetW[k] = 1000 * supply.gensetKw();
      runs[k] = values.commitment().free() ? supply.gensetKw() > 0 : best.runs();
      for (int i = 0; i < tiers.size(); i++) {
        // A relay sheds its whole load.
        if (supply.shedKw()[i] > tiers.get(i).kw(slot.loadKw()) / 2) {
          shedPerKwh[k] = Math.max(shedPerKwh[k], tiers.get(i).perKwh());
        }
        shedW[k] += 1000 * supply.shedKw()[i];
      }
      unserved += supply.unservedKw() * values.problem().hours(k);
      stored += best.kwh()[0];
      committed = best.committed();
    }
    return new IslandPlan(
        SLOTS.floor(request.now().instant()),
        SLOTS.slot(),
        request.now().plus(model.validFor()),
        new IslandPlan.Schedule(runs, gensetW, shedPerKwh, shedW, soc),
        unserved,
        island.expectedHours());
  }

  /** Commitment of the gensets when the plan begins. */
  private int committed(IslandPlan.Island island, Values values) {
    return island
        .gensetsRunFor()
        .map(runFor -> values.commitment().bound(set.bound(runFor, values.problem().hours(0))))
        .orElse(UnitCommitment.OFF);
  }
}
