package io.spikewatt.controller.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.setpoint.DeviceRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CommandEffectsTest {

  @Test
  void withoutCommandsNothingIsAskedForAndTheModeIsAutomatic() {
    assertEquals(
        new CommandEffects(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            RequestedMode.AUTO,
            Map.of(),
            Map.of(),
            CommandEffects.CarRequests.NONE,
            Optional.empty(),
            List.of()),
        CommandEffects.NONE);
  }

  @Test
  void everyLastingCommandReachesItsConsumer() {
    SiteCommand.EvTrip trip =
        new SiteCommand.EvTrip(
            "ev1", SiteCommand.EvTrip.Part.BOTH, Optional.empty(), OptionalDouble.of(5000));
    CommandEffects effects =
        effects(
            new SiteCommand.LimitImport(9000),
            new SiteCommand.LimitExport(0),
            new SiteCommand.SetMode(RequestedMode.HOLD),
            new SiteCommand.DeviceSetpoint("battery1", -2000, false),
            new SiteCommand.ComputeBudget("compute1", 900),
            trip,
            new SiteCommand.SetChargingMode("ev1", ChargingMode.SURPLUS, 11_000),
            new SiteCommand.SetObjective(Site.Objective.COST),
            new SiteCommand.ReserveSoc(40, Optional.empty()));
    assertEquals(
        new CommandEffects(
            OptionalDouble.of(9000),
            OptionalDouble.of(0),
            RequestedMode.HOLD,
            Map.of("battery1", request(-2000)),
            Map.of("compute1", request(900)),
            new CommandEffects.CarRequests(
                List.of(new CommandEffects.RequestedTrip("", trip)),
                Map.of("ev1", ChargingMode.SURPLUS)),
            Optional.of(Site.Objective.COST),
            List.of(new CommandEffects.RequestedReserve(40, Optional.empty(), Optional.empty()))),
        effects);
  }

  @Test
  void aReserveFromATimeOnHoldsUntilItsCommandExpires() {
    Instant from = Instant.parse("2026-06-15T18:00:00Z");
    Instant until = Instant.parse("2026-06-16T06:00:00Z");
    SiteCommand reserve = new SiteCommand.ReserveSoc(90, Optional.of(from));
    assertEquals(
        List.of(new CommandEffects.RequestedReserve(90, Optional.of(from), Optional.of(until))),
        CommandEffects.of(until(reserve, until)).reserves());
  }

  @Test
  void aCommandThatIsCarriedOutOnceAsksNothingOfTheCycle() {
    assertEquals(CommandEffects.NONE, effects(new SiteCommand.Reload()));
  }

  @Test
  void ofAClustersBudgetAndItsSetpointTheLowerCounts() {
    CommandEffects effects =
        effects(
            new SiteCommand.ComputeBudget("compute1", 900),
            new SiteCommand.DeviceSetpoint("compute1", 700, false),
            new SiteCommand.DeviceSetpoint("battery1", 100, false));
    assertEquals(
        Map.of("compute1", request(700), "battery1", request(100)), effects.deviceRequests());
  }

  @Test
  void aRequestForADeviceCarriesWhenItLapses() {
    SiteCommand siteCommand = new SiteCommand.DeviceSetpoint("battery1", -2000, false);
    Instant until = Instant.parse("2026-06-15T11:00:00Z");
    CommandEffects effects = CommandEffects.of(until(siteCommand, until));
    assertEquals(new DeviceRequest(-2000, Optional.of(until)), effects.setpoints().get("battery1"));
  }

  private static ActiveCommands until(SiteCommand command, Instant until) {
    return new ActiveCommands(List.of(new ActiveCommand(command, "a", "", Optional.of(until))));
  }

  private static DeviceRequest request(double value) {
    return new DeviceRequest(value, Optional.empty());
  }

  private static CommandEffects effects(SiteCommand... wishes) {
    return CommandEffects.of(ActiveCommands.of(wishes));
  }
}
