package io.spikewatt.controller.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.mode.OperatorWish;
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
            OperatorWish.AUTO,
            Map.of(),
            Map.of(),
            List.of(),
            Optional.empty(),
            OptionalDouble.empty()),
        CommandEffects.NONE);
  }

  @Test
  void everyLastingCommandReachesItsConsumer() {
    Wish.EvTrip trip = new Wish.EvTrip("ev1", Optional.empty(), OptionalDouble.of(5000));
    CommandEffects effects =
        effects(
            new Wish.LimitImport(9000),
            new Wish.LimitExport(0),
            new Wish.SetMode(OperatorWish.HOLD),
            new Wish.DeviceSetpoint("battery1", -2000),
            new Wish.ComputeBudget("compute1", 900),
            trip,
            new Wish.SetObjective(Site.Objective.COST),
            new Wish.ReserveSoc(40));
    assertEquals(
        new CommandEffects(
            OptionalDouble.of(9000),
            OptionalDouble.of(0),
            OperatorWish.HOLD,
            Map.of("battery1", -2000.0),
            Map.of("compute1", 900.0),
            List.of(trip),
            Optional.of(Site.Objective.COST),
            OptionalDouble.of(40)),
        effects);
  }

  @Test
  void aCommandThatIsCarriedOutOnceAsksNothingOfTheCycle() {
    assertEquals(CommandEffects.NONE, effects(new Wish.Reload()));
  }

  @Test
  void aClustersBudgetComesBeforeItsSetpoint() {
    CommandEffects effects =
        effects(
            new Wish.ComputeBudget("compute1", 900),
            new Wish.DeviceSetpoint("compute1", 700),
            new Wish.DeviceSetpoint("battery1", 100));
    assertEquals(Map.of("compute1", 900.0, "battery1", 100.0), effects.deviceOrders());
  }

  private static CommandEffects effects(Wish... wishes) {
    return CommandEffects.of(new Wishes(List.of(wishes)));
  }
}
