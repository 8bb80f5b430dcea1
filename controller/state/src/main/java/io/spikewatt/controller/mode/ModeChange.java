package io.spikewatt.controller.mode;

import java.util.Optional;

/**
 * Event for a mode that differs from that of the cycle before: its name, its reason, and the mode
 * before. Has no side effects.
 *
 * <p>The few seconds in which a mode bridges missing readings are no change, and neither is a hold
 * with a new description of its missing reading; an island's steps are.
 */
public final class ModeChange {

  private ModeChange() {}

  /**
   * The event's text; empty if nothing changed.
   *
   * @param before the mode of the cycle before; empty in the first one
   */
  public static Optional<String> eventText(Optional<Mode> before, Mode now) {
    if (before.isPresent() && step(before.get()).equals(step(now))) {
      return Optional.empty();
    }
    String from = before.map(mode -> ", was " + mode.name()).orElse("");
    return Optional.of(now.name() + ": " + now.reason() + from);
  }

  /** The common step of two modes without a transition between them. */
  private static String step(Mode mode) {
    return mode.name()
        + switch (mode) {
          case Mode.Islanding _, Mode.Islanded _, Mode.BlackStart _, Mode.Reconnecting _ ->
              mode.reason().english();
          case Mode.SelfConsumption self -> self.reason().english();
          case Mode.Hold hold ->
              hold.cause() instanceof Mode.HoldRequested ? hold.reason().english() : "";
          case Mode.Starting _, Mode.Auto _, Mode.IslandTest _ -> "";
        };
  }
}
