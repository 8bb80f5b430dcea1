package io.spikewatt.controller.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site has 10 kW of PV; the receiver holds for a minute, then 30 %. */
class FeedInOrdersTest {

  private static final Moment START = new Moment(0, Instant.parse("2026-06-15T10:00:00Z"));
  private static final Signal RIPPLE = new Signal("ripple", Quantity.FEED_IN_LIMIT_PCT);
  private static final GridLimits CONFIGURED =
      new GridLimits(12_000, 7_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);

  @TempDir Path directory;

  private final Site site = site(DemoSite.usual());

  @Test
  void thePercentageIsOfTheRatedPowerAndWinsOverEveryoneWhereItIsTighter() {
    FeedInOrders orders = new FeedInOrders(site, KeptValues.inMemory(), START);
    assertEquals(CONFIGURED, orders.apply(CONFIGURED, read(0, 100)));
    assertEquals(operator(6_000), orders.apply(CONFIGURED, read(1, 60)));
    assertEquals(operator(0), orders.apply(CONFIGURED, read(2, 0)));
    GridLimits command = new GridLimits(12_000, 3_000, LimitSource.CONFIGURED, LimitSource.COMMAND);
    assertEquals(
        operator(3_000), orders.apply(command, read(3, 30)), "on a tie the higher is named");
    assertEquals(command, orders.apply(command, read(4, 60)), "a tighter command stays");
    assertEquals(operator(0), orders.apply(command, read(5, 0)));
  }

  @Test
  void thePercentageIsOfPvAndWindTogether() {
    Site both = site(DemoSite.usual().withWind(5_000));
    FeedInOrders orders = new FeedInOrders(both, KeptValues.inMemory(), START);
    assertEquals(operator(4_500), orders.apply(CONFIGURED, read(0, 30)));
  }

  @Test
  void withoutSenseTheLastOrderStandsForAWhileAndThenTheConfiguredOne() {
    FeedInOrders orders = new FeedInOrders(site, KeptValues.inMemory(), START);
    assertEquals(operator(3_000), orders.apply(CONFIGURED, fault(0)), "nothing was read yet");
    orders.apply(CONFIGURED, read(1, 60));
    assertEquals(operator(6_000), orders.apply(CONFIGURED, fault(60)));
    assertEquals(operator(3_000), orders.apply(CONFIGURED, fault(61)));
    assertEquals(CONFIGURED, orders.apply(CONFIGURED, read(62, 100)));
    assertEquals(CONFIGURED, orders.apply(CONFIGURED, fault(121)));
  }

  @Test
  void theLastOrderOutlivesARestart() {
    new FeedInOrders(site, FeedInOrders.kept(directory), START).apply(CONFIGURED, read(0, 0));
    FeedInOrders again = new FeedInOrders(site, FeedInOrders.kept(directory), START);
    assertEquals(operator(0), again.apply(CONFIGURED, fault(59)));
    assertEquals(operator(3_000), again.apply(CONFIGURED, fault(60)));
  }

  @Test
  void aBookThatCannotBeReadIsEmpty() throws Exception {
    for (String text : List.of("ripple=many", "ripple=-5", "ripple=NaN", "\\uXYZ")) {
      Files.writeString(directory.resolve("grid-operator-orders.properties"), text);
      FeedInOrders orders = new FeedInOrders(site, FeedInOrders.kept(directory), START);
      assertEquals(operator(3_000), orders.apply(CONFIGURED, fault(1)), text);
    }
  }

  private static GridLimits operator(double exportW) {
    return new GridLimits(12_000, exportW, LimitSource.CONFIGURED, LimitSource.GRID_OPERATOR);
  }

  private static PlantSnapshot read(int second, double pct) {
    Moment at = START.plus(Duration.ofSeconds(second));
    return new PlantSnapshot(at, List.of(new Sample.Good(RIPPLE, pct, at)));
  }

  private static PlantSnapshot fault(int second) {
    Moment at = START.plus(Duration.ofSeconds(second));
    return new PlantSnapshot(
        at, List.of(Sample.missing(RIPPLE, Fault.Kind.BAD_QUALITY, "1100", at)));
  }

  private static Site site(DemoSite plain) {
    Site demo = plain.site();
    List<DeviceConfig> devices = new ArrayList<>(demo.devices());
    DeviceProfile profile = devices.getFirst().profile();
    devices.add(
        new DeviceConfig(
            "ripple",
            profile,
            new Connection.Gpio(List.of(1), false, false, Optional.empty(), Optional.empty()),
            new Role.FeedInLimit(Duration.ofMinutes(1), 30),
            false,
            Optional.empty()));
    return demo.withDevices(devices);
  }
}
