package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.SlotChoice;
import io.spikewatt.controller.optimise.SolvedHorizon;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyMix;
import io.spikewatt.controller.optimise.SupplyOptions;
import io.spikewatt.controller.optimise.UnitCommitment;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Plans when gensets run and which loads are shed while the site is islanded: the {@link Planner}'s
 * recursion, with a grid that is down and returns in each slot with the same probability. The plan
 * can move the batteries' energy above the genset's start threshold. PV is curtailed, EVs take
 * nothing, flexible loads their least. Confined to one thread at a time.
 */
public final class IslandPlanner {

  private static final int CLASSES = 5;
  private static final int PER_DAY = QuarterHour.PER_DAY;

  /** There is one storage. */
  private static final GridResolution LEVELS = new GridResolution(14, 81, 161, 2, 2, 2, 2, 1);

  /** State of the grid that is down. */
  private static final int DOWN = 1;

  private final PlanModel model;
  private final GensetModel set;
  private final HorizonPrices horizonPrices;
  private final NetLoadClasses classes = new NetLoadClasses(CLASSES, PlanHorizon.SLOT);
  private final HorizonData horizonData = new HorizonData(PlanHorizon.MOST_SLOTS, CLASSES);
  private final NetLoadClasses.Slot[] net = new NetLoadClasses.Slot[PlanHorizon.MOST_SLOTS];
  private final GridMarkovChain chain = new GridMarkovChain();
  private final double[] returns = new double[1 + DOWN];
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
        new BackwardPass(supplyOptions, CLASSES, LEVELS, PlanHorizon.MOST_SLOTS, PER_DAY, true);
    this.bestAction = new BestAction(supplyOptions, BestAction.Equals.EXCHANGE_LEAST);
    Arrays.setAll(net, k -> new NetLoadClasses.Slot(CLASSES));
    Arrays.fill(horizonData.after, classes.after());
    horizonData.staysAway = true;
  }

  /** A plan; empty where the charge or the forecasts are unknown. */
  public Optional<IslandPlan> plan(PlanRequest request, IslandPlan.Island island) {
    if (RequestFault.of(request, model.storage().usable()).isPresent()) {
      return Optional.empty();
    }
    Instant start = SlotGrid.QUARTER_HOURS.floor(request.now().instant());
    int slots = fill(request, start);
    if (slots == 0) {
      return Optional.empty();
    }
    horizonData.slots = slots;
    horizonData.leftPerKwh = 0.97 * model.storage().efficiency() * cheapest(slots);
    returns[DOWN] = -Math.expm1(-PlanHorizon.SLOT_HOURS / Math.max(0.01, island.expectedHours()));
    chain.unannounced(0, 1, returns);
    Storage[] stores = {store()};
    long epoch = start.toEpochMilli() / PlanHorizon.SLOT.toMillis();
    backwardPass.run(horizonData, stores, chain, DOWN, epoch);
    return Optional.of(follow(request, start, stores, island));
  }

  private int fill(PlanRequest request, Instant start) {
    int k = 0;
    while (k < PlanHorizon.MOST_SLOTS
        && classes.fill(
            new PlanRequest.Ahead(request.load(), request.pv()),
            start.plus(PlanHorizon.SLOT.multipliedBy(k)),
            net[k])) {
      Instant at = start.plus(PlanHorizon.SLOT.multipliedBy(k));
      horizonData.hours[k] = PlanHorizon.SLOT_HOURS;
      horizonData.importPerKwh[k] = horizonPrices.importPerKwh(at, request.prices());
      horizonData.exportPerKwh[k] = horizonPrices.exportPerKwh(at, request.prices());
      horizonData.importKw[k] = request.importLimitW() / 1000;
      horizonData.exportKw[k] = request.exportLimitW() / 1000;
      horizonData.loadKw[k] = net[k].loadKw;
      for (int z = 0; z < CLASSES; z++) {
        horizonData.netKw[k][z] = net[k].netKw[z] + model.flexible().minKw();
        horizonData.pvKw[k][z] = net[k].pvClassKw[z];
      }
      k++;
    }
    Instant second = start.plus(PlanHorizon.SLOT);
    long leftMillis = Duration.between(request.now().instant(), second).toMillis();
    horizonData.hours[0] = Math.max(1000, leftMillis) / 3_600_000.0;
    return k;
  }

  private double cheapest(int slots) {
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < slots; k++) {
      least = Math.min(least, horizonData.importPerKwh[k]);
    }
    return Math.max(0, least);
  }

  /** Below the genset's start threshold no energy can be moved. */
  private Storage store() {
    PlanModel.StorageModel storageModel = model.storage();
    double lowest = Math.min(set.startSocPct(), storageModel.maxSocPct());
    return storageModel.store(storageModel.capacityKwh() * lowest / 100);
  }

  /** The expected course if the mean forecast comes true and the grid stays down. */
  private IslandPlan follow(
      PlanRequest request, Instant start, Storage[] stores, IslandPlan.Island island) {
    int n = horizonData.slots;
    boolean[] runs = new boolean[n];
    double[] gensetW = new double[n];
    double[] shedPerKwh = new double[n];
    double[] shedW = new double[n];
    double[] soc = new double[n];
    double capacity = model.storage().capacityKwh();
    double stored = capacity * request.batterySocPct().orElse(0) / 100;
    stored = Math.clamp(stored, stores[0].minKwh(), stores[0].maxKwh());
    int committed = committed(island);
    double unserved = 0;
    SolvedHorizon solved = new SolvedHorizon(backwardPass, stores, horizonData);
    for (int k = 0; k < n; k++) {
      double kw = net[k].loadKw - net[k].pvKw + model.flexible().minKw();
      SlotChoice best =
          bestAction.choose(solved, k, false, committed, kw, net[k].pvKw, new double[] {stored});
      SupplyMix supply = best.supply();
      soc[k] = capacity > 0 ? 100 * stored / capacity : 0;
      gensetW[k] = 1000 * supply.gensetKw();
      runs[k] = backwardPass.commitment().free() ? supply.gensetKw() > 0 : best.runs();
      for (int i = 0; i < tiers.size(); i++) {
        // A relay sheds all or nothing.
        if (supply.shedKw()[i] > tiers.get(i).kw(net[k].loadKw) / 2) {
          shedPerKwh[k] = Math.max(shedPerKwh[k], tiers.get(i).perKwh());
        }
        shedW[k] += 1000 * supply.shedKw()[i];
      }
      unserved += supply.unservedKw() * horizonData.hours[k];
      stored += best.kwh()[0];
      committed = best.committed();
    }
    return new IslandPlan(
        start,
        PlanHorizon.SLOT,
        request.now().plus(model.validFor()),
        new IslandPlan.Schedule(runs, gensetW, shedPerKwh, shedW, soc),
        unserved,
        island.expectedHours());
  }

  /** Commitment of the gensets when the plan begins. */
  private int committed(IslandPlan.Island island) {
    return island
        .gensetsRunFor()
        .map(runFor -> backwardPass.commitment().bound(set.bound(runFor, horizonData.hours[0])))
        .orElse(UnitCommitment.OFF);
  }
}
