package io.spikewatt.controller.command;

import io.spikewatt.config.site.Site;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Commands that an outlet does not offer, by first word, and why. At most ten with the points'. */
public final class CommandExclusions {

  public static final Map<String, String> PAGE =
      Map.of(
          "setpoint", "an exact power of a device is for programs",
          "charge-now", "the charging mode `now` is the same",
          "prices", "a list of a day's prices is for programs");

  public static final Map<String, String> HOME_ASSISTANT =
      Map.of(
          "setpoint", "automations publish it; an entity would show a power that nobody set",
          "prices", "no entity takes a list");

  public static final Map<String, String> SPARKPLUG =
      Map.of(
          "prices", "no metric takes a list",
          "reload", "a metric has a value, and a reload leaves none");

  private CommandExclusions() {}

  /** First words of the commands that an outlet has to offer. */
  public static Set<String> offered(Map<String, String> excluded) {
    Set<String> all = new TreeSet<>(Site.Mqtt.COMMANDS);
    all.removeAll(excluded.keySet());
    return all;
  }
}
