package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.report.CycleReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any values on the commands' topics: each is refused or accepted by name, what was accepted is in
 * force, and cycle, plan and restart go on.
 *
 * <p>An input is a line a command. Its first byte chooses among the target's topics; the rest is
 * the value in a sound envelope. {@link #topic} takes the topic's name up to a space instead, and
 * the whole payload after {@code =}.
 */
final class CommandTopicFuzzTest {

  private static final int MOST_LINES = 6;
  private static final Duration LATER = Duration.ofHours(1);

  @FuzzTest(maxDuration = "2m")
  void limit(byte[] input) throws IOException, SQLException {
    play(input, List.of("limit-import", "limit-export"));
  }

  @FuzzTest(maxDuration = "2m")
  void mode(byte[] input) throws IOException, SQLException {
    play(input, List.of("mode", "objective", "from/ems/mode", "reload"));
  }

  @FuzzTest(maxDuration = "2m")
  void setpoint(byte[] input) throws IOException, SQLException {
    play(
        input,
        WholeSite.site().devices().stream().map(device -> "setpoint/" + device.id()).toList());
  }

  @FuzzTest(maxDuration = "2m")
  void reserve(byte[] input) throws IOException, SQLException {
    play(input, List.of("reserve-soc"));
  }

  @FuzzTest(maxDuration = "2m")
  void ev(byte[] input) throws IOException, SQLException {
    play(input, List.of("ev/ev1/departure", "ev/ev1/energy", "ev/ev1"));
  }

  @FuzzTest(maxDuration = "2m")
  void compute(byte[] input) throws IOException, SQLException {
    play(input, List.of("compute/compute1"));
  }

  @FuzzTest(maxDuration = "2m")
  void prices(byte[] input) throws IOException, SQLException {
    play(input, List.of("prices"));
  }

  @FuzzTest(maxDuration = "2m")
  void topic(byte[] input) throws IOException, SQLException {
    List<Command> commands = new ArrayList<>();
    for (byte[] line : lines(input)) {
      String text = new String(line, StandardCharsets.UTF_8);
      int end = text.indexOf(' ');
      if (end > 0 && !text.substring(0, end).endsWith("/result")) {
        String name = text.substring(0, end);
        byte[] rest = bytes(text.substring(end + 1));
        commands.add(
            rest.length > 0 && rest[0] == '='
                ? new Command(name, Arrays.copyOfRange(rest, 1, rest.length))
                : Command.of(name, rest, commands.size()));
      }
    }
    play(commands);
  }

  private record Command(String name, byte[] payload) {

    static Command of(String name, byte[] value, int number) {
      byte[] head =
          bytes(
              "{\"id\":\"c%d\",\"issuedAt\":\"%s\",\"validForS\":86400,\"value\":"
                  .formatted(number, WholeSite.START));
      byte[] payload = Arrays.copyOf(head, head.length + value.length + 1);
      System.arraycopy(value, 0, payload, head.length, value.length);
      payload[payload.length - 1] = '}';
      return new Command(name, payload);
    }
  }

  private static void play(byte[] input, List<String> names) throws IOException, SQLException {
    List<Command> commands = new ArrayList<>();
    for (byte[] line : lines(input)) {
      if (line.length > 0) {
        String name = names.get((line[0] & 0xFF) % names.size());
        commands.add(Command.of(name, Arrays.copyOfRange(line, 1, line.length), commands.size()));
      }
    }
    play(commands);
  }

  private static void play(List<Command> commands) throws IOException, SQLException {
    if (commands.isEmpty()) {
      return;
    }
    Path directory = KeptState.directory(KeptState.HISTORY);
    try {
      if (live(commands, directory)) {
        try (WholeSite again = new WholeSite(directory, WholeSite.START.plus(LATER))) {
          again.cycle();
          assertTrue(again.plan().isPresent());
        }
      }
    } finally {
      WholeSite.delete(directory);
    }
  }

  /** Whether any command was accepted. */
  private static boolean live(List<Command> commands, Path directory)
      throws IOException, SQLException {
    List<String> accepted = new ArrayList<>();
    try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
      site.cycle();
      for (Command command : commands) {
        String result = site.topics.result(command.name);
        int before = site.broker.published(result);
        site.command(command.name, command.payload);
        CycleReport report = site.cycle();
        assertEquals(before + 1, site.broker.published(result), "answers on " + result);
        String answer = site.broker.last(result);
        assertFalse(answer.contains("a bug"), answer);
        if (answer.contains("\"accepted\":true")) {
          accepted.add(command.name);
          inForce(command, report);
        } else {
          assertTrue(answer.contains("\"accepted\":false"), answer);
        }
      }
      if (!accepted.isEmpty()) {
        assertTrue(site.plan().isPresent());
        site.cycle();
      }
      assertTrue(!accepted.contains("prices") || known(site.state.history()));
    }
    return !accepted.isEmpty();
  }

  /** Whether prices or emissions of now are in the store, whose own end before. */
  private static boolean known(HistoryStore store) throws SQLException {
    return store.span(SiteSeries.GRID_CO2_KG_PER_KWH).isPresent()
        || !store.span(SiteSeries.IMPORT_PER_KWH).orElseThrow().last().isBefore(WholeSite.START);
  }

  /** The limit in force is the command's, or a tighter one of the configuration. */
  private static void inForce(Command command, CycleReport report) {
    String text = new String(command.payload, StandardCharsets.UTF_8);
    String value = text.substring(text.lastIndexOf("\"value\":") + 8, text.length() - 1).strip();
    switch (command.name) {
      case "limit-import" ->
          assertTrue(report.limits().importW() <= Double.parseDouble(value), text);
      case "limit-export" ->
          assertTrue(report.limits().exportW() <= Double.parseDouble(value), text);
      default -> {}
    }
  }

  private static List<byte[]> lines(byte[] input) {
    List<byte[]> lines = new ArrayList<>();
    int from = 0;
    for (int at = 0; at <= input.length && lines.size() < MOST_LINES; at++) {
      if (at == input.length || input[at] == '\n') {
        lines.add(Arrays.copyOfRange(input, from, at));
        from = at + 1;
      }
    }
    return lines;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
