package io.spikewatt.simulator.chaos;

import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.hal.message.Message;
import io.spikewatt.simulator.chaos.SentCommand.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Publishes commands: extreme ones and malformed ones. */
final class CommandFuzzer {

  private static final List<String> MODES =
      List.of("auto", "self-consumption", "hold", "island-test");

  private static final List<String> ISLAND_MODES =
      List.of("auto", "self-consumption", "hold", "island-test", "island", "island");

  private static final List<String> NONSENSE =
      List.of(
          "",
          "null",
          "-1",
          "{\"id\":\"x\"}",
          "[[[[[[[[[[[[[[[[",
          "{\"id\":\"r\",\"issuedAt\":\"yesterday\",\"validForS\":60,\"value\":1}",
          "{\"id\":\"r\",\"issuedAt\":\"%s\",\"validForS\":1e308,\"value\":1}",
          "{\"id\":\"r\",\"issuedAt\":\"%s\",\"validForS\":600,\"value\":\"NaN\"}",
          "{\"id\":\"r\",\"issuedAt\":\"%s\",\"validForS\":600,\"value\":1e300}",
          "{\"id\":\"r\",\"issuedAt\":\"%s\",\"validForS\":-600,\"value\":6000}",
          "{\"id\":\"r\",\"issuedAt\":\"%s\",\"validForS\":600,\"value\":NaN}",
          "{\"id\":\"r\",\"issuedAt\":\"%s\",\"validForS\":600,\"value\":-Infinity}");

  private static final List<String> NAMES =
      List.of(
          "setpoint/battery1",
          "setpoint/meter1",
          "setpoint/ev1",
          "setpoint/shed-relay",
          "limit-export",
          "limit-import",
          "compute/compute1",
          "mode",
          "../setpoint/battery1",
          "");

  private final Random random;
  private final String prefix;
  private final List<String> modes;
  private int number;

  /**
   * @param prefix of command topics
   * @param canBeIsland whether the site can be separated
   */
  CommandFuzzer(long seed, String prefix, boolean canBeIsland) {
    this.random = new Random(seed);
    this.prefix = prefix;
    this.modes = canBeIsland ? ISLAND_MODES : MODES;
  }

  /** A well-formed command, harmful as often as useful. */
  SentCommand command(Instant now) {
    double share = random.nextDouble();
    return switch (random.nextInt(8)) {
      case 0, 1 -> valid("setpoint/battery1", Value.number(12_000 * (share - 0.5)), now);
      case 2 ->
          share < 0.5
              ? valid("charging-mode/ev1", Value.text(chargingMode(2 * share)), now)
              : valid("setpoint/ev1", Value.number(-11_000 * (2 * share - 1)), now);
      case 3 -> valid("compute/compute1", Value.text(compute(share, now)), now);
      case 4 -> valid("limit-export", Value.number(2_000 * share), now);
      case 5 -> valid("limit-import", Value.number(1_000 + 5_000 * share), now);
      case 6 -> valid("reserve-soc", Value.number(100 * share), now);
      default -> valid("mode", Value.mode(modes.get(random.nextInt(modes.size()))), now);
    };
  }

  private static String chargingMode(double share) {
    ChargingMode[] all = ChargingMode.values();
    return '"' + JsonWriter.word(all[(int) (share * all.length)]) + '"';
  }

  /** A budget, or a job of up to 20 kWh that is due in 10 minutes to 12 hours. */
  private static String compute(double share, Instant now) {
    if (share < 0.5) {
      return number(500 + 5_000 * share);
    }
    double hurry = 2 * share - 1;
    Instant by = now.plusSeconds(600 + Math.round(43_200 * hurry * hurry));
    return "{\"energyWh\":" + number(20_000 * (1 - hurry)) + ",\"by\":\"" + by + "\"}";
  }

  /** Something that is no command. */
  Message rubbish(Instant now) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    if (random.nextInt(4) == 0) {
      byte[] bytes = new byte[random.nextInt(5_000)];
      random.nextBytes(bytes);
      return new Message(prefix + name, bytes, false);
    }
    if (random.nextInt(4) == 0) {
      Message good = command(now).message();
      return new Message(good.topic(), good.payload(), true);
    }
    String text = NONSENSE.get(random.nextInt(NONSENSE.size())).replace("%s", now.toString());
    return message(name, text);
  }

  private SentCommand valid(String name, Value value, Instant now) {
    number++;
    String id = "c" + number + "-" + random.nextLong();
    int validS = 30 + random.nextInt(900);
    return SentCommand.of(prefix, "", name, id, value, now, validS);
  }

  private Message message(String name, String text) {
    return new Message(prefix + name, text.getBytes(StandardCharsets.UTF_8), false);
  }

  private static String number(double value) {
    return Long.toString(Math.round(value));
  }
}
