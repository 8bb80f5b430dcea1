package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.chaos.SentCommand.Value;
import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Several senders of different rights who do not know of each other: strict orders for hours, loose
 * ones for seconds, orders that end while others hold.
 */
final class SenderFuzzer {

  /** For the site file: who may command what on a topic of its own. */
  static final String RIGHTS =
      "senders: [ { name: operator, commands: all },"
          + " { name: home, commands: \"limit-import, limit-export, reserve-soc, setpoint\" },"
          + " { name: guest, commands: \"prices, ev\" } ]";

  /** Senders on the site's topics; the empty one names itself nowhere. */
  private static final List<String> SENDERS = List.of("", "operator", "home", "guest");

  private static final int SHORTEST_S = 2;
  private static final int SHORT_S = 40;
  private static final int LONG_S = 1_800;
  private static final int LONGEST_S = 14_400;

  private final Random random;
  private final String root;
  private final SiteParameters site;
  private int number;

  /**
   * @param root topic of the site's commands, with a slash at the end
   */
  SenderFuzzer(long seed, String root, SiteParameters site) {
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 3);
    this.root = root;
    this.site = site;
  }

  /** The next command of one of them. */
  SentCommand command(Instant now) {
    String sender = SENDERS.get(random.nextInt(SENDERS.size()));
    boolean strict = random.nextBoolean();
    int lasts =
        strict
            ? LONG_S + random.nextInt(LONGEST_S - LONG_S)
            : SHORTEST_S + random.nextInt(SHORT_S - SHORTEST_S);
    double share = strict ? 0.6 * random.nextDouble() : 0.8 + 0.2 * random.nextDouble();
    String id = "s" + number++ + "-" + random.nextLong();
    int what = random.nextInt(10);
    String name =
        switch (what) {
          case 0, 1, 2 -> "limit-import";
          case 3, 4 -> "limit-export";
          case 5, 6 -> "reserve-soc";
          case 7, 8 -> site.devices().heatPump().isPresent() ? "setpoint/heatpump1" : "mode";
          default -> random.nextInt(4) == 0 ? "reload" : "setpoint/battery1";
        };
    Value value =
        switch (name) {
          case "limit-import" -> Value.number(share * site.limits().importW());
          case "limit-export" -> Value.number(share * site.limits().exportW());
          case "reserve-soc" -> reserve(strict, now);
          case "setpoint/heatpump1" -> heatPump();
          case "setpoint/battery1" -> Value.number(12_000 * (random.nextDouble() - 0.5));
          case "mode" -> Value.mode(random.nextBoolean() ? "self-consumption" : "auto");
          default -> Value.text("\"\"");
        };
    return SentCommand.of(root, sender, name, id, value, now, lasts);
  }

  private Value reserve(boolean strict, Instant now) {
    double percent = strict ? 40 + 60 * random.nextDouble() : 30 * random.nextDouble();
    return random.nextInt(4) == 0
        ? Value.percentFrom(percent, now.plusSeconds(60 + random.nextInt(1_000)))
        : Value.number(percent);
  }

  /** A state of the contacts, mostly to run, or a power. */
  private Value heatPump() {
    SiteParameters.Heating pump = site.devices().heatPump().orElseThrow();
    return pump.onCommand()
        ? Value.number(random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 4)
        : Value.number(pump.maxW() * random.nextDouble());
  }
}
