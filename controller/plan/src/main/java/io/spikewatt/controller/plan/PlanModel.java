package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.asset.PlanCapability.Generator;
import io.spikewatt.controller.asset.PlanCapability.PricedLoad;
import io.spikewatt.controller.asset.PlanCapability.Shedding;
import io.spikewatt.controller.asset.PlanCapability.StationaryStorage;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.WorkCurve;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.optimise.FlexibleDemand;
import io.spikewatt.controller.optimise.SlotCost;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyOptions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The site as the planner sees it: one storage, flexible loads, charging points, prices.
 *
 * @param zone the tariff's time zone
 * @param tariff prices
 * @param objective of the plan
 * @param storage all batteries taken together
 * @param reserve state of charge of {@code storage} to keep for outages
 * @param chargers charging points by device id
 * @param flexible all flexible loads with a price
 * @param backup supply of the site while the grid is away, beside the storage
 * @param validFor validity of a plan
 */
public record PlanModel(
    ZoneId zone,
    Tariff tariff,
    Site.Objective objective,
    StorageModel storage,
    BackupReserve reserve,
    Map<String, ChargingPoint> chargers,
    Flexible flexible,
    Backup backup,
    Duration validFor) {

  public PlanModel {
    chargers = Map.copyOf(chargers);
  }

  /** A model with no supply but its storage while the grid is down. */
  public PlanModel(
      ZoneId zone,
      Tariff tariff,
      Site.Objective objective,
      StorageModel storage,
      double reserveSocPct,
      Map<String, ChargingPoint> chargers,
      Flexible flexible,
      Duration validFor) {
    this(
        zone,
        tariff,
        objective,
        storage,
        BackupReserve.always(reserveSocPct),
        chargers,
        flexible,
        Backup.NONE,
        validFor);
  }

  /**
   * @param capacityKwh usable capacity; 0 = no battery
   * @param efficiency of charging and of discharging, each
   * @param wearPerKwh cost of charging and discharging one kWh, currency
   * @param gridUse permitted exchange with the grid while that is up
   */
  public record StorageModel(
      double capacityKwh,
      double chargeKw,
      double dischargeKw,
      double minSocPct,
      double maxSocPct,
      double efficiency,
      double wearPerKwh,
      Storage.GridUse gridUse) {

    /** A storage that may exchange any power with the grid. */
    public StorageModel(
        double capacityKwh,
        double chargeKw,
        double dischargeKw,
        double minSocPct,
        double maxSocPct,
        double efficiency,
        double wearPerKwh) {
      this(
          capacityKwh,
          chargeKw,
          dischargeKw,
          minSocPct,
          maxSocPct,
          efficiency,
          wearPerKwh,
          Storage.GridUse.FREE);
    }

    StorageModel with(Storage.GridUse use) {
      return new StorageModel(
          capacityKwh, chargeKw, dischargeKw, minSocPct, maxSocPct, efficiency, wearPerKwh, use);
    }

    static final StorageModel NONE = new StorageModel(0, 0, 0, 0, 100, 1, 0);

    /** The same for the recursion; half of the wear counts on charging and half on discharging. */
    Storage store() {
      return store(0);
    }

    /** The same, without the energy below {@code floorKwh}. */
    Storage store(double floorKwh) {
      return Storage.battery(
          Math.max(floorKwh, capacityKwh * minSocPct / 100),
          usable() ? capacityKwh * maxSocPct / 100 : capacityKwh * minSocPct / 100,
          chargeKw,
          dischargeKw,
          efficiency,
          efficiency,
          wearPerKwh / 2);
    }

    boolean usable() {
      return capacityKwh > 0
          && (chargeKw > 0 || dischargeKw > 0)
          && efficiency > 0
          && maxSocPct > minSocPct;
    }
  }

  /**
   * Flexible loads whose energy has a value.
   *
   * @param curves value of each over its power, by device id
   * @param minKw power that they always draw
   * @param maxKw largest useful power
   * @param demand value of the power between both
   */
  public record Flexible(
      SequencedMap<String, WorkCurve> curves, double minKw, double maxKw, FlexibleDemand demand) {

    /** One load of one value, for tests and benches. */
    public Flexible(double minKw, double maxKw, double valuePerKwh) {
      this(
          new LinkedHashMap<>(
              Map.of("flexible", WorkCurve.proportional(1000 * minKw, 1000 * maxKw, valuePerKwh))));
    }

    /** Loads with these curves. */
    public Flexible(SequencedMap<String, WorkCurve> curves) {
      this(
          Collections.unmodifiableSequencedMap(new LinkedHashMap<>(curves)),
          curves.values().stream().mapToDouble(curve -> curve.baseW() / 1000).sum(),
          curves.values().stream().mapToDouble(curve -> curve.mostW() / 1000).sum(),
          FlexibleDemand.of(curves.values().stream().map(Flexible::load).toList()));
    }

    /** The same with the curves that these loads report. */
    Flexible with(Map<String, WorkCurve> reported) {
      if (reported.isEmpty()) {
        return this;
      }
      SequencedMap<String, WorkCurve> all = new LinkedHashMap<>(curves);
      all.replaceAll((id, configured) -> reported.getOrDefault(id, configured));
      return new Flexible(all);
    }

    private static FlexibleDemand.Load load(WorkCurve curve) {
      double cliffKw = (curve.cliffW() - curve.baseW()) / 1000;
      return new FlexibleDemand.Load(
          new FlexibleDemand.Cliff(curve.hasCliff() ? cliffKw : 0, curve.cliffPerKwh()),
          blocks(curve.blocks()),
          blocks(curve.envelope()));
    }

    private static List<FlexibleDemand.Block> blocks(List<WorkCurve.Block> blocks) {
      return blocks.stream()
          .map(block -> new FlexibleDemand.Block(block.watts() / 1000, block.perKwh()))
          .toList();
    }
  }

  /**
   * Supply of the site while the grid is down, beside the storage.
   *
   * @param genset genset whose fuel has a price; the cost of starts is neglected
   * @param startKwh energy below which it runs whatever it costs, so that no energy can be moved
   * @param tiers loads that can be shed at a price, the cheapest first
   * @param outagePerKwh price of an unserved kWh then, currency
   */
  public record Backup(
      SupplyOptions.Genset genset,
      double startKwh,
      List<SupplyOptions.Tier> tiers,
      double outagePerKwh) {
    static final Backup NONE =
        new Backup(SupplyOptions.Genset.NONE, 0, List.of(), Site.Control.USUAL_OUTAGE_PER_KWH);

    public Backup {
      tiers = List.copyOf(tiers);
    }

    private static Backup of(Site site, List<SiteDevice> devices, StorageModel storageModel) {
      double outagePerKwh = site.control().outagePerKwh();
      return GensetModel.of(site.tariff(), devices)
          .map(
              set ->
                  new Backup(
                      new SupplyOptions.Genset(set.minKw(), set.maxKw(), set.perKwh()),
                      storageModel.capacityKwh
                          * Math.min(set.startSocPct(), storageModel.maxSocPct)
                          / 100,
                      tiers(devices),
                      outagePerKwh))
          .orElse(new Backup(SupplyOptions.Genset.NONE, 0, tiers(devices), outagePerKwh));
    }

    /** The cheapest ones, if there are more than the optimiser can handle. */
    private static List<SupplyOptions.Tier> tiers(List<SiteDevice> devices) {
      return devices.stream()
          .flatMap(device -> device.plan().stream())
          .flatMap(plan -> plan instanceof Shedding shedding ? tier(shedding) : Stream.empty())
          .sorted(Comparator.comparingDouble(SupplyOptions.Tier::perKwh))
          .limit(SlotCost.MOST_TIERS)
          .toList();
    }

    private static Stream<SupplyOptions.Tier> tier(Shedding shedding) {
      return shedding.costPerKwh().stream()
          .map(cost -> new SupplyOptions.Tier(1, shedding.loadW() / 1000, cost));
    }
  }

  /** The model of a configured site; plans stay valid for four times its {@code plan-every-min}. */
  public static PlanModel of(Site site) {
    Map<String, ChargingPoint> chargers = new LinkedHashMap<>();
    StorageModel storageModel = StorageModel.NONE;
    SequencedMap<String, WorkCurve> curves = new LinkedHashMap<>();
    List<SiteDevice> devices = SiteDevices.of(site);
    for (SiteDevice device : devices) {
      switch (device.plan().orElse(null)) {
        case StationaryStorage battery -> storageModel = together(storageModel, battery);
        case PricedLoad load -> curves.put(device.id(), load.curve());
        case ChargingPoint charger -> chargers.put(device.id(), charger);
        case Generator _, Shedding _ -> {}
        case null -> {}
      }
    }
    return new PlanModel(
        site.zone(),
        site.tariff(),
        site.control().objective(),
        storageModel.with(gridUse(devices)),
        BackupReserve.always(site.control().reserveSocPct()),
        chargers,
        new Flexible(curves),
        Backup.of(site, devices, storageModel),
        site.control().plan().multipliedBy(4));
  }

  /** The same site with another objective and reserve, as a command may request. */
  public PlanModel with(Site.Objective other, BackupReserve otherReserve) {
    return new PlanModel(
        zone, tariff, other, storage, otherReserve, chargers, flexible, backup, validFor);
  }

  /** Power of the batteries that may trade with the grid. */
  private static Storage.GridUse gridUse(List<SiteDevice> devices) {
    boolean kept = false;
    double chargeKw = 0;
    double dischargeKw = 0;
    for (SiteDevice device : devices) {
      if (device.plan().orElse(null) instanceof StationaryStorage battery) {
        boolean charges = battery.gridUse().charge();
        boolean discharges = battery.gridUse().discharge();
        chargeKw += charges ? battery.chargeW() / 1000 : 0;
        dischargeKw += discharges ? battery.dischargeW() / 1000 : 0;
        kept |= !charges || !discharges;
      }
    }
    return kept ? new Storage.GridUse(chargeKw, dischargeKw) : Storage.GridUse.FREE;
  }

  /** Batteries side by side: powers add, percentages are weighted by capacity. */
  private static StorageModel together(StorageModel a, StationaryStorage b) {
    double capacity = a.capacityKwh + b.capacityWh() / 1000;
    double share = capacity > 0 ? b.capacityWh() / 1000 / capacity : 0;
    return new StorageModel(
        capacity,
        a.chargeKw + b.chargeW() / 1000,
        a.dischargeKw + b.dischargeW() / 1000,
        mix(a.minSocPct, b.minSocPct(), share),
        mix(a.maxSocPct, b.maxSocPct(), share),
        mix(a.efficiency, b.efficiency(), share),
        mix(a.wearPerKwh, b.wearPerKwh(), share));
  }

  private static double mix(double a, double b, double shareOfB) {
    return a * (1 - shareOfB) + b * shareOfB;
  }
}
