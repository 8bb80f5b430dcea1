import io.spikewatt.config.site.Role;
import java.util.Optional;
import java.util.OptionalDouble;

/** The home's true state, and its bill. Keeps the devices' limits, whatever powers are wanted. */
final class HomeState {

  static final double HOURS = 0.25;
  static final double IMPORT_KW = 17;
  static final double EXPORT_KW = 10;
  static final double BATTERY_KWH = 10;
  static final double BATTERY_KW = 5;
  static final double LEAST_KWH = 1;
  static final double EFFICIENCY = 0.95;
  static final double WEAR_EACH_WAY = 0.01;
  static final double CAR_KW = 11;
  static final double CAR_KWH = 58;
  static final double CAR_TARGET_PCT = 80;
  static final double CAR_EFFICIENCY = 0.9;
  static final double CAR_SHORT_PER_KWH = 5;

  /** The pump, and a house of 140 m2 of about 2000 as a store with one temperature. */
  static final Role.HeatPump PUMP =
      new Role.HeatPump(
          3_000,
          0,
          new Role.Cop(3.8, 7, 0.08),
          new Role.HeatStore(11_000, 190, 20, 22.5),
          java.time.Duration.ZERO,
          java.time.Duration.ZERO);

  /**
   * Powers of a slot.
   *
   * @param batteryKw discharge positive
   * @param carKw into the car, at the connection
   * @param pumpKw electrical
   */
  record Powers(double batteryKw, double carKw, double pumpKw) {}

  /**
   * Cost and energies of a slot.
   *
   * @param missed price of energy that a car lacks, and of heat outside the band
   */
  record Slot(double cost, double missed, double gridKw, double pumpKw, double coldKwhHours) {}

  private final FortnightSeries time;
  private final double outsidePerKwhHour;
  double batteryKwh = BATTERY_KWH / 2;
  double roomC;
  double carMissingKwh;

  /**
   * @param outsidePerKwhHour price of an hour with one kWh of heat outside the band
   */
  HomeState(FortnightSeries time, double roomC, double outsidePerKwhHour) {
    this.time = time;
    this.roomC = roomC;
    this.outsidePerKwhHour = outsidePerKwhHour;
  }

  /** The car's stay in a slot; its energy is missing from the arrival on. */
  Optional<FortnightSeries.Stay> stay(int slot) {
    return time.stays.stream().filter(s -> slot >= s.arrives() && slot < s.leaves()).findFirst();
  }

  /** A slot begins: a car may arrive. */
  void begin(int slot) {
    stay(slot)
        .filter(stay -> stay.arrives() == slot)
        .ifPresent(stay -> carMissingKwh = stay.missingKwh());
  }

  /** Heat above the lower end of the band, kWh. */
  double heatKwh() {
    return PUMP.store().whPerK() / 1000 * (roomC - PUMP.store().lowestC());
  }

  static double bandKwh() {
    return PUMP.store().whPerK() / 1000 * (PUMP.store().highestC() - PUMP.store().lowestC());
  }

  double cop(int slot) {
    return PUMP.cop().at(OptionalDouble.of(time.outdoorC(slot)));
  }

  /** Runs a slot. Surplus is exported while that does not cost money, else curtailed. */
  Slot run(int slot, Powers wanted) {
    double battery =
        Math.clamp(
            wanted.batteryKw,
            -Math.min(BATTERY_KW, (BATTERY_KWH - batteryKwh) / EFFICIENCY / HOURS),
            Math.min(BATTERY_KW, Math.max(0, batteryKwh - LEAST_KWH) * EFFICIENCY / HOURS));
    Optional<FortnightSeries.Stay> stay = stay(slot);
    double mostCar = Math.min(CAR_KW, carMissingKwh / CAR_EFFICIENCY / HOURS);
    double car = stay.isPresent() ? Math.clamp(wanted.carKw, 0, Math.max(0, mostCar)) : 0;
    double pump = Math.clamp(wanted.pumpKw, 0, PUMP.maxW() / 1000);
    double pv = time.pvW(slot) / 1000;
    double net = time.loadW(slot) / 1000 + car + pump - battery;
    double sold = time.exportPerKwh(slot) < 0 ? 0 : EXPORT_KW;
    double grid = Math.max(net - pv, Math.min(net, -sold));
    double price = grid > 0 ? time.importPerKwh(slot) : time.exportPerKwh(slot);
    double cost = (grid * price + WEAR_EACH_WAY * Math.abs(battery)) * HOURS;
    if (grid > IMPORT_KW + 0.01) {
      cost += 20 * (grid - IMPORT_KW) * HOURS;
    }
    batteryKwh += (battery > 0 ? -battery / EFFICIENCY : -battery * EFFICIENCY) * HOURS;
    carMissingKwh -= car * CAR_EFFICIENCY * HOURS;
    double missed = 0;
    if (stay.isPresent() && stay.get().leaves() == slot + 1) {
      missed += CAR_SHORT_PER_KWH * Math.max(0, carMissingKwh);
      carMissingKwh = 0;
    }
    heat(slot, pump);
    double outside = Math.max(0, Math.max(-heatKwh(), heatKwh() - bandKwh()));
    missed += outside * HOURS * outsidePerKwhHour;
    return new Slot(cost, missed, grid, pump, Math.max(0, -heatKwh()) * HOURS);
  }

  /** In minutes, as the simulated plant. */
  void heat(int slot, double pumpKw) {
    Role.HeatStore store = PUMP.store();
    for (int minute = 0; minute < 15; minute++) {
      double watts =
          1000 * pumpKw * cop(slot)
              + time.gainW(slot)
              - store.lossWPerK() * (roomC - time.outdoorC(slot));
      roomC += watts / 60 / store.whPerK();
    }
  }
}
