package io.spikewatt.controller.report;

import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Commands in force as payloads of the broker's topics. */
public final class CommandPayloads {

  private CommandPayloads() {}

  /** The topic {@code in-force}: by name, the command that counts, and each sender's own. */
  public static byte[] inForce(ActiveCommands commands, Instant now) {
    return JsonWriter.object(
        writer ->
            writer
                .put("at", now)
                .in(
                    "commands",
                    all -> {
                      for (ActiveCommand counts : commands.counting()) {
                        if (counts.command() instanceof SiteCommand.Lasting command) {
                          all.in(
                              name(command),
                              body -> {
                                voice(body, counts);
                                senders(body, commands.of(command.key()));
                              });
                        }
                      }
                    }));
  }

  /** All senders' commands of one kind, the earliest first. */
  static void senders(JsonWriter body, List<ActiveCommand> voices) {
    body.each(
        "senders",
        voices,
        (item, voice) -> {
          item.put("sender", voice.sender());
          voice(item, voice);
        });
  }

  private static void voice(JsonWriter body, ActiveCommand voice) {
    switch (voice.command()) {
      case SiteCommand.SetMode set -> body.put("value", word(set.mode()));
      case SiteCommand.SetObjective set -> body.put("value", word(set.objective()));
      case SiteCommand.LimitImport limit -> body.put("value", limit.watts());
      case SiteCommand.LimitExport limit -> body.put("value", limit.watts());
      case SiteCommand.DeviceSetpoint setpoint -> body.put("value", setpoint.watts());
      case SiteCommand.ComputeBudget budget -> body.put("value", budget.watts());
      case SiteCommand.ReserveSoc reserve -> {
        body.put("value", reserve.percent());
        reserve.from().ifPresent(from -> body.put("from", from));
      }
      case SiteCommand.EvTrip trip -> trip(body, trip);
      // Leaves nothing in force.
      case SiteCommand.OneOff _ -> {}
    }
    voice.until().ifPresent(until -> body.put("until", until));
  }

  private static void trip(JsonWriter body, SiteCommand.EvTrip trip) {
    switch (trip.part()) {
      case DEPARTURE -> body.put("value", trip.departure().orElseThrow());
      case ENERGY -> body.put("value", trip.energyWh());
      case BOTH -> {
        trip.departure().ifPresent(departure -> body.put("departure", departure));
        body.put("energyWh", trip.energyWh());
      }
    }
  }

  /** What follows {@code command/} in the command's topic, without a sender. */
  private static String name(SiteCommand.Lasting command) {
    return switch (command) {
      case SiteCommand.SetMode _ -> "mode";
      case SiteCommand.SetObjective _ -> "objective";
      case SiteCommand.LimitImport _ -> "limit-import";
      case SiteCommand.LimitExport _ -> "limit-export";
      case SiteCommand.ReserveSoc _ -> "reserve-soc";
      case SiteCommand.DeviceSetpoint _, SiteCommand.ComputeBudget _, SiteCommand.EvTrip _ ->
          command.key();
    };
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
