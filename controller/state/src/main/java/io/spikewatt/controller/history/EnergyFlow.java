package io.spikewatt.controller.history;

/** Energies in the history of days; none is negative. */
public enum EnergyFlow {
  /** PV, wind and gensets, as measured. */
  PRODUCTION("production"),
  /** House, cars, heat pumps and compute. */
  CONSUMPTION("consumption"),
  IMPORT("import"),
  EXPORT("export"),
  /** Into all batteries. */
  CHARGED("charged"),
  /** Out of all batteries. */
  DISCHARGED("discharged"),
  /** Uncontrolled consumption. */
  HOUSE("house"),
  /** Into cars. */
  CAR("car"),
  /** Out of cars. */
  CAR_DISCHARGED("carDischarged"),
  HEAT_PUMP("heatPump"),
  COMPUTE("compute"),

  /** Consumption and import while both are known: for self-sufficiency. */
  CONSUMPTION_BESIDE_IMPORT("consumptionBesideImport"),
  IMPORT_BESIDE_CONSUMPTION("importBesideConsumption"),
  /** Production and export while both are known: for self-consumption. */
  PRODUCTION_BESIDE_EXPORT("productionBesideExport"),
  EXPORT_BESIDE_PRODUCTION("exportBesideProduction");

  private final String key;

  EnergyFlow(String key) {
    this.key = key;
  }

  /** Name in the history's file and in documents. */
  public String key() {
    return key;
  }
}
