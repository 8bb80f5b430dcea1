package io.spikewatt.controller.command;

import io.spikewatt.controller.asset.ChargingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Commands in force in one cycle. Each sender has its own; of those with an equal key the strictest
 * counts, and among equally strict ones the latest.
 *
 * @param voices at most one of each key and sender, in the order in which they came
 */
public record ActiveCommands(List<ActiveCommand> voices) {

  /** No command at all. */
  public static final ActiveCommands NONE = new ActiveCommands(List.of());

  public ActiveCommands {
    voices = List.copyOf(voices);
  }

  /** Commands without a sender that do not expire. */
  public static ActiveCommands of(SiteCommand... commands) {
    return new ActiveCommands(
        Arrays.stream(commands)
            .map(command -> new ActiveCommand(command, "", "", Optional.empty()))
            .toList());
  }

  /** Those that count, one of each key. */
  public List<ActiveCommand> counting() {
    Map<String, ActiveCommand> byKey = new LinkedHashMap<>();
    for (ActiveCommand voice : voices) {
      byKey.merge(
          voice.command().key(),
          voice,
          (earlier, later) -> later.countsBefore(earlier) ? later : earlier);
    }
    return List.copyOf(byKey.values());
  }

  /** All senders' commands with a key. */
  public List<ActiveCommand> of(String key) {
    return voices.stream().filter(voice -> voice.command().key().equals(key)).toList();
  }

  /** The mode {@code off} of the car that a command would charge; empty without one. */
  Optional<ActiveCommand> chargingOff(SiteCommand command) {
    String car =
        switch (command) {
          case SiteCommand.ChargeNow charge when charge.state() == SiteCommand.ChargeNow.State.ON ->
              charge.device();
          case SiteCommand.DeviceSetpoint setpoint -> setpoint.device();
          default -> "";
        };
    return counting().stream()
        .filter(
            one ->
                one.command() instanceof SiteCommand.SetChargingMode set
                    && set.mode() == ChargingMode.OFF
                    && set.device().equals(car))
        .findFirst();
  }

  /** The commands that count. */
  public List<SiteCommand> all() {
    return counting().stream().map(ActiveCommand::command).toList();
  }

  /** The command that counts, of a kind of which only one can. */
  public <W extends SiteCommand> Optional<W> one(Class<W> kind) {
    return every(kind).stream().findFirst();
  }

  /** All commands of a kind that count. */
  public <W extends SiteCommand> List<W> every(Class<W> kind) {
    return all().stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
