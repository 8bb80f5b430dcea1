package io.spikewatt.controller.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikewatt.controller.fixture.CommandedSite;
import io.spikewatt.controller.protocol.CommandMessage;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import io.spikewatt.hal.message.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Any bytes as a command: refused in words, or a wish that stands there. */
final class CommandFuzzTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private static final List<String> NAMES =
      List.of(
          "mode",
          "limit-import",
          "limit-export",
          "setpoint/battery1",
          "reserve-soc",
          "ev/ev1",
          "compute/cluster1",
          "objective",
          "reload",
          "ev/ev1/departure",
          "ev/ev1/energy");

  @FuzzTest(maxDuration = "2m")
  void envelope(byte[] payload) {
    CommandMessage commandMessage;
    try {
      commandMessage = CommandMessage.parse(payload);
    } catch (Malformed declared) {
      return;
    }
    String text = new String(payload, StandardCharsets.UTF_8);
    assertTrue(payload.length <= CommandMessage.MAX_BYTES);
    assertTrue(!commandMessage.id().isBlank() && commandMessage.id().length() <= 64);
    assertTrue(commandMessage.validFor().isPositive(), commandMessage::toString);
    assertTrue(commandMessage.validFor().compareTo(Duration.ofDays(7)) <= 0);
    assertTrue(commandMessage.until().isAfter(commandMessage.issuedAt()));
    if (commandMessage.value() instanceof Double number) {
      assertTrue(stands(number, text), () -> number + " is not in " + text);
    }
  }

  /** The first byte chooses the command. */
  @FuzzTest(maxDuration = "2m")
  void command(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Set<String> taken = new HashSet<>();
    CommandProcessor desk =
        new CommandProcessor(
            CommandedSite.site(),
            name -> true,
            (id, lasting, restricts, now) ->
                taken.add(id) ? Optional.empty() : Optional.of("repeated"));
    byte[] payload = java.util.Arrays.copyOfRange(input, 1, input.length);
    String name = NAMES.get((input[0] & 0xFF) % NAMES.size());
    CommandResult result =
        desk.process(name, new Message("command/" + name, payload, false), CommandedSite.at(NOW));
    int standing = desk.active(CommandedSite.at(NOW)).all().size();
    assertEquals(result.accepted() ? 1 : 0, standing, result::toString);
    assertEquals(result.accepted() ? 1 : 0, taken.size(), result::toString);
    if (result.accepted()) {
      String text = new String(payload, StandardCharsets.UTF_8);
      for (SiteCommand siteCommand : desk.active(CommandedSite.at(NOW)).all()) {
        switch (siteCommand) {
          case SiteCommand.LimitImport limit -> assertTrue(stands(limit.watts(), text), text);
          case SiteCommand.LimitExport limit -> assertTrue(stands(limit.watts(), text), text);
          case SiteCommand.DeviceSetpoint setpoint ->
              assertTrue(stands(setpoint.watts(), text), text);
          case SiteCommand.ReserveSoc reserve -> assertTrue(stands(reserve.percent(), text), text);
          case SiteCommand.ComputeBudget budget -> assertTrue(stands(budget.watts(), text), text);
          case SiteCommand.EvTrip trip when trip.energyWh().isPresent() ->
              assertTrue(stands(trip.energyWh().getAsDouble(), text), text);
          default -> assertTrue(siteCommand.key().length() > 0);
        }
      }
    }
  }

  private static boolean stands(double value, String text) {
    Matcher numbers = NUMBER.matcher(text);
    while (numbers.find()) {
      if (Double.parseDouble(numbers.group()) == value) {
        return true;
      }
    }
    return false;
  }
}
