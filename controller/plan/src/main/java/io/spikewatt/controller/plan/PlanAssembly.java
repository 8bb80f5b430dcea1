package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.optimise.ActionCost;
import io.spikewatt.controller.optimise.BackwardPass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Makes a plan for others to read of the course that was found, and says what it cannot meet. */
final class PlanAssembly {

  private final PlanModel model;
  private final PlannerSettings settings;
  private final PlanHorizon planHorizon;
  private final DemandCharge demand;
  private final LoadShifting loadShifting;
  private final BackwardPass backwardPass;

  PlanAssembly(
      PlanModel model,
      PlannerSettings settings,
      PlanHorizon planHorizon,
      DemandCharge demand,
      LoadShifting loadShifting,
      BackwardPass backwardPass) {
    this.model = model;
    this.settings = settings;
    this.planHorizon = planHorizon;
    this.demand = demand;
    this.loadShifting = loadShifting;
    this.backwardPass = backwardPass;
  }

  /** The plan of a course. */
  Plan plan(
      PlanRequest request, PlannedLoads loads, PlanCourse course, UnmetRequests unmetRequests) {
    double co2Kg = course.outcome().co2Kg();
    PlanSchedule whole = schedule(loads, course);
    ValueTables stored = values(loads.storages());
    List<ValueTables> values = new ArrayList<>();
    values.add(stored);
    course.heat().forEach(heat -> values.add(heat.values()));
    return new Plan(
        request.now(),
        request.now().plus(model.validFor()),
        planHorizon.start,
        settings.slots().slot(),
        whole.part(0, planHorizon.fineSlots()),
        StorageValues.firstOf(values),
        course.outcome().cost().bill(),
        Double.isNaN(co2Kg) ? OptionalDouble.empty() : OptionalDouble.of(co2Kg),
        unmetRequests.unmet(),
        Optional.empty(),
        jobs(loads),
        planHorizon.slots > planHorizon.fineSlots()
            ? Optional.of(whole.part(planHorizon.fineSlots(), planHorizon.slots))
            : Optional.empty(),
        actionCosts(loads.storages(), stored));
  }

  private Optional<ActionCosts> actionCosts(PlannedStorages storages, ValueTables values) {
    return model.objective() == Site.Objective.COST && model.storage().usable()
        ? Optional.of(
            new ActionCosts(
                values,
                new ActionCost(
                    settings.supply(),
                    planHorizon.horizonData,
                    values.tables().size(),
                    storages.stores()),
                planHorizon.end()))
        : Optional.empty();
  }

  private PlanSchedule schedule(PlannedLoads loads, PlanCourse course) {
    int n = planHorizon.slots;
    double[] none = new double[0];
    List<AssetSeries> assets = new ArrayList<>(course.outcome().storages());
    List<DeferrableLoad> shifted = loads.shifted();
    for (int i = loads.kept(); i < loads.firstJob(); i++) {
      double[] powerW = loadShifting.watts(i, n);
      Arrays.setAll(powerW, k -> -powerW[k]);
      assets.add(new AssetSeries(shifted.get(i).id(), AssetSeries.EV, powerW, none, none));
    }
    assets.add(
        new AssetSeries(
            AssetSeries.COMPUTE, AssetSeries.COMPUTE, course.outcome().flexibleW(), none, none));
    course.heat().forEach(heat -> assets.add(heat.series()));
    double[] loadW = new double[n];
    double[] pvW = new double[n];
    for (int k = 0; k < n; k++) {
      loadW[k] = 1000 * planHorizon.net[k].loadKw;
      pvW[k] = 1000 * planHorizon.net[k].pvKw;
    }
    return new PlanSchedule(
        loadW,
        pvW,
        course.outcome().curtailedW(),
        course.outcome().gridW(),
        Arrays.copyOf(planHorizon.horizonData.importPerKwh, n),
        Arrays.copyOf(planHorizon.horizonData.exportPerKwh, n),
        ImportLevels.of(demand.levelW(planHorizon)),
        assets);
  }

  /** Adds messages about unmet requests. */
  void judge(PlannedLoads loads, PlanCourse course, UnmetRequests unmetRequests) {
    List<ChargingSession> sessions =
        loads.deferrable().withLevels(settings.resolution().sessionsWithLevels());
    for (int i = 0; i < sessions.size(); i++) {
      if (sessions.get(i).comes().isEmpty()) {
        unmetRequests.judge(sessions.get(i), course.outcome().endKwh()[i + 1], planHorizon.end());
      }
    }
    for (int j = 0; j < loads.deferrable().jobs().size(); j++) {
      unmetRequests.judge(
          loads.deferrable().jobs().get(j), loadShifting.shortKwh(loads.firstJob() + j));
    }
    for (int i = 0; i < loads.pumps().size(); i++) {
      unmetRequests.judge(loads.pumps().get(i), course.heat().get(i).coldestKwh());
    }
    unmetRequests.judgeLimits(course.outcome().beyond());
    if (demand.applies()) {
      unmetRequests.judgePeak(demand.soFarKw(), course.outcome().beyond().peakKw());
    }
  }

  /** Placement of the jobs. */
  private Map<String, PlannedJob> jobs(PlannedLoads loads) {
    Map<String, PlannedJob> planned = new LinkedHashMap<>();
    for (int j = 0; j < loads.deferrable().jobs().size(); j++) {
      DeferrableLoad job = loads.deferrable().jobs().get(j);
      planned.put(job.id(), loadShifting.planned(loads.firstJob() + j, planHorizon.fineSlots()));
    }
    return planned;
  }

  /** Values of the batteries, and of a session that runs. */
  private ValueTables values(PlannedStorages storages) {
    List<ValueTables.Axis> axes =
        storages.all().stream()
            .filter(PlannedStorages.Planned::isPresent)
            .map(stored -> new ValueTables.Axis(stored.id(), 0, stored.capacityKwh(), 100))
            .toList();
    return ValueTables.of(planHorizon, model, backwardPass, axes);
  }
}
