package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.QuarterHour;
import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.Choice;
import io.spikewatt.controller.value.Commitment;
import io.spikewatt.controller.value.GridChain;
import io.spikewatt.controller.value.Levels;
import io.spikewatt.controller.value.Outlook;
import io.spikewatt.controller.value.Split;
import io.spikewatt.controller.value.Store;
import io.spikewatt.controller.value.Supply;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Plans when gensets run and what is shed while the site is alone: the same recursion as the {@link
 * Planner}'s, with a grid that is away and comes back in each slot with the same chance. The
 * batteries' energy above the charge at which gensets start anyway is what can be moved; PV is
 * curtailed, EVs take nothing, compute its least. One thread at a time.
 */
public final class IslandPlanner {

  private static final int CLASSES = 5;
  private static final int PER_DAY = QuarterHour.PER_DAY;

  /** There is one storage. */
  private static final Levels LEVELS = new Levels(14, 81, 161, 2, 2, 2, 2, 1);

  /** State of the grid that is away. */
  private static final int DOWN = 1;

  private final PlanModel model;
  private final GensetModel set;
  private final Pricing pricing;
  private final NetLoadClasses classes = new NetLoadClasses(CLASSES, Horizon.SLOT);
  private final Outlook outlook = new Outlook(Horizon.MOST_SLOTS, CLASSES);
  private final NetLoadClasses.Slot[] net = new NetLoadClasses.Slot[Horizon.MOST_SLOTS];
  private final GridChain chain = new GridChain();
  private final double[] returns = new double[1 + DOWN];
  private final Backward backward;
  private final Choice choice;
  private final List<Supply.Tier> tiers;
  private final Split split;

  /** Empty where there is nothing to plan: neither fuel nor going without has a price. */
  public static Optional<IslandPlanner> of(Site site) {
    PlanModel model = PlanModel.of(site);
    Optional<GensetModel> set = GensetModel.of(site);
    return set.isPresent() || !model.backup().tiers().isEmpty()
        ? Optional.of(new IslandPlanner(model, set.orElse(GensetModel.NONE)))
        : Optional.empty();
  }

  private IslandPlanner(PlanModel model, GensetModel set) {
    this.model = model;
    this.set = set;
    this.pricing = new Pricing(model);
    this.tiers = model.backup().tiers();
    this.split = new Split(tiers.size());
    Supply supply = new Supply(set.supply(), tiers, model.backup().outagePerKwh(), 0);
    this.backward = new Backward(supply, CLASSES, LEVELS, Horizon.MOST_SLOTS, PER_DAY, true);
    this.choice = new Choice(supply, Choice.Equals.EXCHANGE_LEAST);
    Arrays.setAll(net, k -> new NetLoadClasses.Slot(CLASSES));
    Arrays.fill(outlook.after, classes.after());
    outlook.staysAway = true;
  }

  /** A plan; empty where the charge, or what is ahead, is not known. */
  public Optional<IslandPlan> plan(PlanRequest request, IslandPlan.Island island) {
    if (RequestFault.of(request, model.storage().usable()).isPresent()) {
      return Optional.empty();
    }
    Instant start = SlotGrid.QUARTER_HOURS.floor(request.now().instant());
    int slots = fill(request, start);
    if (slots == 0) {
      return Optional.empty();
    }
    outlook.slots = slots;
    outlook.leftPerKwh = 0.97 * model.storage().efficiency() * cheapest(slots);
    returns[DOWN] = -Math.expm1(-Horizon.SLOT_HOURS / Math.max(0.01, island.expectedHours()));
    chain.unannounced(0, 1, returns);
    Store[] stores = {store()};
    long epoch = start.toEpochMilli() / Horizon.SLOT.toMillis();
    backward.run(outlook, stores, chain, DOWN, epoch);
    return Optional.of(follow(request, start, stores, island));
  }

  private int fill(PlanRequest request, Instant start) {
    int k = 0;
    while (k < Horizon.MOST_SLOTS
        && classes.fill(
            new PlanRequest.Ahead(request.load(), request.pv()),
            start.plus(Horizon.SLOT.multipliedBy(k)),
            net[k])) {
      Instant at = start.plus(Horizon.SLOT.multipliedBy(k));
      outlook.hours[k] = Horizon.SLOT_HOURS;
      outlook.importPerKwh[k] = pricing.importPerKwh(at, request.prices());
      outlook.exportPerKwh[k] = pricing.exportPerKwh(at, request.prices());
      outlook.importKw[k] = request.importLimitW() / 1000;
      outlook.exportKw[k] = request.exportLimitW() / 1000;
      outlook.loadKw[k] = net[k].loadKw;
      for (int z = 0; z < CLASSES; z++) {
        outlook.netKw[k][z] = net[k].netKw[z] + model.compute().minKw();
        outlook.pvKw[k][z] = net[k].pvClassKw[z];
      }
      k++;
    }
    Instant second = start.plus(Horizon.SLOT);
    long leftMillis = Duration.between(request.now().instant(), second).toMillis();
    outlook.hours[0] = Math.max(1000, leftMillis) / 3_600_000.0;
    return k;
  }

  private double cheapest(int slots) {
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < slots; k++) {
      least = Math.min(least, outlook.importPerKwh[k]);
    }
    return Math.max(0, least);
  }

  /** Below the charge at which gensets start by themselves nothing can be moved. */
  private Store store() {
    PlanModel.Storage storage = model.storage();
    double lowest = Math.min(set.startSocPct(), storage.maxSocPct());
    return storage.store(storage.capacityKwh() * lowest / 100);
  }

  /** What is expected to happen if the mean forecast comes true and the grid stays away. */
  private IslandPlan follow(
      PlanRequest request, Instant start, Store[] stores, IslandPlan.Island island) {
    int n = outlook.slots;
    boolean[] runs = new boolean[n];
    double[] gensetW = new double[n];
    double[] shedPerKwh = new double[n];
    double[] shedW = new double[n];
    double[] soc = new double[n];
    double capacity = model.storage().capacityKwh();
    double stored = capacity * request.batterySocPct().orElse(0) / 100;
    stored = Math.clamp(stored, stores[0].minKwh(), stores[0].maxKwh());
    Commitment commitment = backward.commitment();
    int committed =
        island
            .gensetsRunFor()
            .map(runFor -> commitment.bound(set.bound(runFor, outlook.hours[0])))
            .orElse(Commitment.OFF);
    double unserved = 0;
    for (int k = 0; k < n; k++) {
      double kw = net[k].loadKw - net[k].pvKw + model.compute().minKw();
      choice.make(backward, stores, outlook, k, false, committed, kw, net[k].pvKw, stored, 0, 0);
      choice.split(split);
      soc[k] = capacity > 0 ? 100 * stored / capacity : 0;
      gensetW[k] = 1000 * split.gensetKw;
      runs[k] = commitment.free() ? split.gensetKw > 0 : choice.runs;
      for (int i = 0; i < tiers.size(); i++) {
        // A relay sheds all or nothing.
        if (split.shedKw[i] > tiers.get(i).kw(net[k].loadKw) / 2) {
          shedPerKwh[k] = Math.max(shedPerKwh[k], tiers.get(i).perKwh());
        }
        shedW[k] += 1000 * split.shedKw[i];
      }
      unserved += split.unservedKw * outlook.hours[k];
      stored += choice.kwh[0];
      committed = choice.committed;
    }
    return new IslandPlan(
        start,
        Horizon.SLOT,
        request.now().plus(model.validFor()),
        runs,
        gensetW,
        shedPerKwh,
        shedW,
        soc,
        unserved,
        island.expectedHours());
  }
}
