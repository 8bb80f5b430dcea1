/**
 * Rules: the battery stores surplus and covers the load, the car charges at once at full power, the
 * pump runs by its thermostat.
 */
final class RuleStrategy implements DispatchStrategy {

  private final FortnightSeries time;
  private boolean heats;

  RuleStrategy(FortnightSeries time) {
    this.time = time;
  }

  @Override
  public HomeState.Powers decide(int slot, HomeState home, HorizonInputs ahead) {
    heats = home.heatKwh() < (heats ? 0.4 : 0.1) * HomeState.bandKwh();
    double pump = heats ? HomeState.PUMP.maxW() / 1000 : 0;
    double lacks = home.carMissingKwh / HomeState.CAR_EFFICIENCY / HomeState.HOURS;
    double others = (time.loadW(slot) - time.pvW(slot)) / 1000 + pump;
    double most = Math.min(HomeState.CAR_KW, HomeState.IMPORT_KW - others);
    double car = home.stay(slot).isPresent() ? Math.min(most, lacks) : 0;
    double net = others + car;
    return new HomeState.Powers(net, car, pump);
  }
}
