package io.spikewatt.controller.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.CommandedSite;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.hal.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandProcessorTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private final Set<String> taken = new HashSet<>();
  private final CommandProcessor desk =
      new CommandProcessor(
          CommandedSite.site(),
          name -> !name.equals("objective"),
          (id, lasting, restricts, now) -> note(id));

  private Optional<String> note(String id) {
    return taken.add(id) ? Optional.empty() : Optional.of("repeated");
  }

  @Test
  void a_sound_command_holds_until_it_lapses() {
    CommandResult result = take("limit-export", payload("a", NOW, 60, "1500"));
    assertTrue(result.accepted(), result.reason());
    assertEquals(Optional.of(NOW.plusSeconds(60)), result.effective());
    assertEquals(
        Optional.of(new SiteCommand.LimitExport(1500)),
        desk.active(CommandedSite.at(NOW.plusSeconds(59))).one(SiteCommand.LimitExport.class));
    assertEquals(
        Optional.empty(),
        desk.active(CommandedSite.at(NOW.plusSeconds(60))).one(SiteCommand.LimitExport.class));
  }

  @Test
  void a_sender_that_is_forbidden_loses_its_command_and_no_other_does() {
    take("limit-import", payload("a", NOW, 60, "3000"));
    take("from/fleet/limit-import", payload("b", NOW, 60, "3000"));
    CommandProcessor next = desk.under(CommandedSite.site(), name -> !name.startsWith("from/"));
    List<CommandResult> ended = next.endForbidden(CommandedSite.at(NOW));
    assertEquals(
        List.of(
            "from/fleet/limit-import b ends: not allowed by the configuration, see fleet.commands"),
        ended.stream().map(it -> it.name() + " " + it.id() + " " + it.reason()).toList());
    assertEquals(
        List.of(""),
        next.active(CommandedSite.at(NOW)).voices().stream().map(it -> it.sender()).toList());
  }

  @Test
  void a_later_command_replaces_an_earlier_one_of_the_same_kind_and_device() {
    take("setpoint/battery1", payload("a", NOW, 60, "1000"));
    CommandResult second = take("setpoint/battery1", payload("b", NOW, 60, "-2000"));
    assertEquals(
        "replaces setpoint/battery1 a, which held until 2026-06-01T12:01:00Z", second.reason());
    assertEquals(
        List.of(new SiteCommand.DeviceSetpoint("battery1", -2000, false)),
        desk.active(CommandedSite.at(NOW)).every(SiteCommand.DeviceSetpoint.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limit-export       | a | 60    | 4001                    | expected a number 0.0..4000.0
          limit-export       | a | 60    | "much"                  | expected a number
          limit-export       | a | 60    | "500"                   | expected a number 0.0..4000.0, found "500"
          limit-export       | a | 60    | null                    | null or a list
          limit-export       | a | 60    | [1]                     | null or a list
          limit-export       | a | 0     | 1                       | "validForS"
          limit-export       | a | 1e9   | 1                       | "validForS"
          limit-export       | a | 60    | 1e999                   | expected a number
          limit-export       | a | 60    | NaN                     | not JSON
          setpoint/battery1  | a | 60    | 5001                    | expected a number -5000.0..5000.0
          setpoint/battery9  | a | 60    | 1                       | no such device
          setpoint/meter1    | a | 60    | 1                       | takes no setpoint
          ev/battery1        | a | 60    | {"energyWh":1}          | is no EvCharger
          mode               | a | 60    | "warp"                  | expected one of [auto, self-consumption
          launch             | a | 60    | 1                       | no such command
          prices             | a | 60    | 0.3                     | expected {"start"
          prices             | a | 60    | {"slotS":3600}          | "start" is missing
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":600}   | expected 900, 1800 or 3600, found 600
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":900}   | "importPerKwh" is missing
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":900,"importPerKwh":[]}    | expected a list of prices
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":900,"importPerKwh":[0.3,null]} | null or a list
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":900,"importPerKwh":[0.3,"x"]}  | expected a list of numbers
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":900,"importPerKwh":[1e7]} | expected -1000000
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":900,"importPerKwh":[29]}  | is not in that unit
          prices             | a | 60    | {"start":"2026-06-01T12:05:00Z","slotS":900,"importPerKwh":[0.3]} | expected a quarter of an hour
          prices             | a | 60    | {"start":"2026-06-01T11:00:00Z","slotS":3600,"importPerKwh":[0.3]} | all slots are past
          prices             | a | 60    | {"start":"2026-06-09T12:00:00Z","slotS":3600,"importPerKwh":[0.3]} | at most 8 days ahead
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":3600,"importPerKwh":[0.3],"exportPerKwh":[0.1,0.1]} | expected 1 prices
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":3600,"importPerKwh":[0.3],"price":1} | unknown field "price", expected start, slotS, importPerKwh, exportPerKwh, co2
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":3600,"importPerKwh":[0.3],"co2":[0.3,0.2]} | "co2": expected 1 emissions as of import, found 2
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":3600,"importPerKwh":[0.3],"co2":[380]} | "co2": expected kg a kWh, 0..3.0, found 380.0 (in g a kWh?
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":3600,"co2":[-0.1]} | "co2": expected kg a kWh, 0..3.0, found -0.1
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":3600,"importPerKwh":[0.3],"co2":[]} | "co2": expected a list of kg of CO2 a kWh
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":3600,"importPerKwh":[0.3],"co2":[null]} | null or a list
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":3600,"importPerKwh":[0.3],"co2":0.3} | "co2": expected a list of kg
          prices             | a | 60    | {"start":"2026-06-01T12:00:00Z","slotS":3600,"co2":[0.3],"exportPerKwh":[0.1]} | "importPerKwh" is missing
          compute/compute1   | a | 60    | 2001                    | expected a number 300.0..2000.0
          compute/compute1   | a | 60    | "5 kWh"                 | expected a number 300.0..2000.0
          compute/ev1        | a | 60    | {"energyWh":0}          | is no Compute
          compute/compute1   | a | 60    | {}                      | "energyWh" is missing
          compute/compute1   | a | 60    | {"by":"2026-06-01T18:00:00Z"}                   | "energyWh" is missing
          compute/compute1   | a | 60    | {"energyWh":5000}       | "by" is missing
          compute/compute1   | a | 60    | {"energyWh":-1,"by":"2026-06-01T18:00:00Z"}     | expected a number 0.0..
          compute/compute1   | a | 60    | {"energyWh":1e10,"by":"2026-06-01T18:00:00Z"}   | expected a number 0.0..
          compute/compute1   | a | 60    | {"energyWh":"5","by":"2026-06-01T18:00:00Z"}    | expected a number 0.0..
          compute/compute1   | a | 60    | {"energyWh":5000,"by":"tomorrow"}               | expected an RFC 3339 time
          compute/compute1   | a | 60    | {"energyWh":5000,"by":"2026-06-01T12:00:00Z"}   | "by" is past
          compute/compute1   | a | 60    | {"energyWh":5000,"by":"2026-06-08T12:00:01Z"}   | more than 7 days ahead
          compute/compute1   | a | 60    | {"energyWh":5000,"by":"2026-06-01T18:00:00Z","maxW":300}  | nothing is left for a job
          compute/compute1   | a | 60    | {"energyWh":5000,"by":"2026-06-01T18:00:00Z","maxW":2001} | expected a number 0.0..2000.0
          compute/compute1   | a | 60    | {"energyWh":5000,"by":"2026-06-01T18:00:00Z","priority":1} | unknown field "priority", expected energyWh, by, maxW
          compute/compute2   | a | 60    | {"energyWh":5000,"by":"2026-06-01T18:00:00Z"}   | nothing is left for a job
          ev/ev1             | a | 60    | {"departure":"2026-06-01T11:59:59Z"}            | "departure" is past
          ev/ev1             | a | 60    | {"departure":"2026-06-08T12:00:01Z"}            | more than 7 days ahead
          ev/ev1/departure   | a | 60    | "2026-06-01T11:59:59Z"                          | "departure" is past
          ev/ev1/energy      | a | 60    | -1                                              | expected a number 0.0..
          ev/ev1/energy      | a | 60    | {"energyWh":1}                                  | expected a number 0.0..
          ev/ev1/colour      | a | 60    | 1                                               | no such command: ev/ev1/colour
          ev/ev9/energy      | a | 60    | 1                                               | no such device: ev9
          reserve-soc        | a | 60    | {"percent":90}                                  | or "percent" and "from"
          reserve-soc        | a | 60    | {"percent":101,"from":"2026-06-01T18:00:00Z"}   | expected a number 0.0..100.0
          reserve-soc        | a | 60    | {"percent":90,"from":"2026-06-08T12:00:01Z"}    | more than 7 days ahead
          prices             | a | 60    | {"start":"2026-05-23T11:45:00Z","slotS":3600,"importPerKwh":[0.3]} | expected prices of at most 9 days ago
          objective          | a | 60    | "cost"                  | not allowed by the configuration, see mqtt.commands
          dance              | a | 60    | "cost"                  | no such command, expected mode, limit-import,
          """)
  void a_command_that_makes_no_sense_is_refused_with_the_reason(
      String name, String id, String validFor, String value, String reason) {
    CommandResult result = take(name, payload(id, NOW, validFor, value));
    assertFalse(result.accepted());
    assertTrue(result.reason().contains(reason), result.reason());
    assertEquals(ActiveCommands.NONE, desk.active(CommandedSite.at(NOW)));
    assertTrue(taken.isEmpty(), "a refused command must not use up its id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59.999999999-18:00",
        "2200-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z"
      })
  void no_time_in_a_command_ends_anything_but_the_command(String time) {
    for (String command :
        List.of(
            "prices {'start':'T','slotS':3600,'importPerKwh':[1]}",
            "prices {'start':'T','slotS':3600,'co2':[1]}",
            "ev/ev1 {'departure':'T','energyWh':1000}",
            "reserve-soc {'percent':90,'from':'T'}",
            "compute/compute1 {'energyWh':5000,'by':'T'}")) {
      String[] parts =
          command.replace('\'', '"').replace("\"T\"", "\"" + time + "\"").split(" ", 2);
      assertRefused(take(parts[0], payload("a", NOW, 60, parts[1])), "expected an RFC 3339 time");
    }
    String issued =
        "{\"id\":\"a\",\"issuedAt\":\"%s\",\"validForS\":604800,\"value\":1}".formatted(time);
    assertRefused(take("limit-export", issued), "\"issuedAt\": expected an RFC 3339 time");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"id":"a-1","issuedAt":"yesterday","validForS":60,"value":1} | a-1
          {"id" : "a-1", "value": }                                     | a-1
          {"id":"a-1","issuedAt"                                        | a-1
          {"id":"a 1"}                                                  | ''
          {"id":7}                                                      | ''
          """)
  void a_refusal_names_the_id_of_a_payload_that_is_no_command(String payload, String id) {
    CommandResult result = take("limit-export", payload);
    assertFalse(result.accepted());
    assertEquals(id, result.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\n", "a b", "\\u001b[2J", "\\u0000", "\\ud800", "\\u202e", "ä"})
  void an_id_is_of_visible_ascii_characters(String id) {
    assertRefused(take("limit-export", payload(id, NOW, 60, "1000")), "\"id\": expected 1 to 64");
  }

  @Test
  void prices_are_taken_with_and_without_those_of_export() {
    String value =
        "{\"start\":\"2026-06-01T12:00:00Z\",\"slotS\":3600,\"importPerKwh\":[0.3,-0.01]";
    assertEquals(
        "2 prices from 2026-06-01T12:00:00Z to 2026-06-01T14:00:00Z",
        take("prices", payload("a", NOW, 60, value + "}")).reason());
    PublishedPrices told =
        desk.active(CommandedSite.at(NOW)).one(SiteCommand.SetPrices.class).orElseThrow().prices();
    assertEquals(
        new PublishedPrices(
            NOW,
            Duration.ofHours(1),
            Optional.of(new double[] {0.3, -0.01}),
            Optional.empty(),
            Optional.empty()),
        told);
    assertTrue(
        take("prices", payload("b", NOW, 60, value + ",\"exportPerKwh\":[0.1,-0.2]}")).accepted());
    assertEquals(
        -0.2,
        desk.active(CommandedSite.at(NOW))
            .one(SiteCommand.SetPrices.class)
            .orElseThrow()
            .prices()
            .exportPerKwh()
            .orElseThrow()[1]);
  }

  @Test
  void emissions_are_taken_beside_prices_and_alone_and_answered_as_understood() {
    String slots = "{\"start\":\"2026-06-01T12:00:00Z\",\"slotS\":3600,\"co2\":[0.41,0.05]";
    assertEquals(
        "2 emissions from 2026-06-01T12:00:00Z to 2026-06-01T14:00:00Z,"
            + " 0.05 to 0.41 kg of CO2 a kWh",
        take("prices", payload("a", NOW, 60, slots + "}")).reason());
    PublishedPrices alone =
        desk.active(CommandedSite.at(NOW)).one(SiteCommand.SetPrices.class).orElseThrow().prices();
    assertEquals(Optional.empty(), alone.importPerKwh());
    desk.done(new SiteCommand.SetPrices(alone));
    assertEquals(
        "2 prices and emissions from 2026-06-01T12:00:00Z to 2026-06-01T14:00:00Z,"
            + " 0.05 to 0.41 kg of CO2 a kWh",
        take("prices", payload("b", NOW, 60, slots + ",\"importPerKwh\":[0.3,0.2]}")).reason());
    PublishedPrices both =
        desk.active(CommandedSite.at(NOW)).one(SiteCommand.SetPrices.class).orElseThrow().prices();
    assertArrayEquals(new double[] {0.3, 0.2}, both.importPerKwh().orElseThrow());
    assertArrayEquals(new double[] {0.41, 0.05}, both.co2KgPerKwh().orElseThrow());
  }

  @Test
  void a_job_stands_beside_a_budget_and_holds_until_it_is_due() {
    Instant by = NOW.plusSeconds(6 * 3600);
    assertTrue(take("compute/compute1", payload("a", NOW, 60, "1200")).accepted());
    CommandResult result =
        take(
            "compute/compute1",
            payload("b", NOW, 60, "{\"energyWh\":5000,\"by\":\"%s\",\"maxW\":900}".formatted(by)));
    assertTrue(result.accepted(), result.reason());
    assertEquals(Optional.of(by), result.effective());
    assertEquals("5000 Wh by " + by, result.reason());
    assertEquals(
        List.of(
            new SiteCommand.ComputeBudget("compute1", 1200),
            new SiteCommand.ComputeJob("compute1", 5000, by, OptionalDouble.of(900))),
        desk.active(CommandedSite.at(NOW)).all());
  }

  @Test
  void retained_expired_future_and_repeated_commands_are_refused() {
    String sound = payload("a", NOW, 60, "1000");
    Message retained = new Message("t", sound.getBytes(UTF_8), true);
    assertRefused(desk.process("limit-export", retained, CommandedSite.at(NOW)), "retained");
    assertRefused(take("limit-export", payload("a", NOW.minusSeconds(61), 60, "1")), "expired");
    assertRefused(take("limit-export", payload("a", NOW.plusSeconds(31), 60, "1")), "future");
    assertTrue(take("limit-export", sound).accepted());
    assertTrue(take("limit-export", payload("b", NOW, 60, "2000")).accepted());
    assertRefused(take("limit-export", sound), "repeated");
  }

  @Test
  void what_may_hold_for_longer_than_it_may_be_on_its_way_is_refused_when_it_comes_late() {
    String text =
        "{\"id\":\"a\",\"issuedAt\":\"%s\",\"validForS\":3600,\"arriveWithinS\":30,\"value\":1}";
    Message sound = new Message("t", text.formatted(NOW).getBytes(UTF_8), false);
    assertRefused(
        desk.process("limit-export", sound, CommandedSite.at(NOW.plusSeconds(30))),
        "arrived too late: it had to be here before 2026-06-01T12:00:30Z");
    assertTrue(
        desk.process("limit-export", sound, CommandedSite.at(NOW.plusSeconds(29))).accepted());
    assertEquals(
        Optional.of(new SiteCommand.LimitExport(1)),
        desk.active(CommandedSite.at(NOW.plusSeconds(3599))).one(SiteCommand.LimitExport.class));
    assertEquals(
        "already in force",
        desk.process("limit-export", sound, CommandedSite.at(NOW.plusSeconds(600))).reason(),
        "the same once more changes nothing, however late");
    String never = text.replace(":30", ":0").formatted(NOW);
    assertRefused(take("limit-export", never), "\"arriveWithinS\": expected 0.001..604800 s");
    String open = text.replace("\"validForS\":3600,", "").formatted(NOW);
    assertRefused(
        take("limit-export", open), "\"validForS\": expected 0.001..604800 s, found nothing");
  }

  @Test
  void departure_and_energy_of_a_car_can_be_given_alone_and_leave_each_other() {
    String both = "{\"departure\":\"2026-06-02T06:00:00Z\",\"energyWh\":9000}";
    assertTrue(take("ev/ev1/energy", payload("a", NOW, 60, "5000")).accepted());
    assertTrue(
        take("ev/ev1/departure", payload("b", NOW, 60, "\"2026-06-02T08:00:00Z\"")).accepted());
    assertTrue(take("ev/ev1", payload("c", NOW, 60, both)).accepted());
    List<SiteCommand.EvTrip> trips =
        CommandEffects.of(desk.active(CommandedSite.at(NOW))).cars().trips().stream()
            .map(CommandEffects.RequestedTrip::trip)
            .toList();
    assertEquals(
        List.of(
            SiteCommand.EvTrip.Part.BOTH,
            SiteCommand.EvTrip.Part.DEPARTURE,
            SiteCommand.EvTrip.Part.ENERGY),
        trips.stream().map(SiteCommand.EvTrip::part).toList(),
        "what is given alone is applied last");
    assertEquals(OptionalDouble.of(5000), trips.getLast().energyWh());
    assertEquals(Optional.empty(), trips.getLast().departure());
    assertTrue(take("ev/ev1/energy", payload("d", NOW, 60, "6000")).accepted());
    assertEquals(
        3, CommandEffects.of(desk.active(CommandedSite.at(NOW))).cars().trips().size(), "replaced");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                  | "id"
          []                                                                  | expected a JSON object
          {"id":"a"} {}                                                       | something follows
          {"id":"a","id":"b"}                                                 | is there twice
          {"id":"a","extra":1}                                                | unknown field
          {"id":"","issuedAt":"2026-06-01T12:00:00Z","validForS":1,"value":1} | "id"
          {"id":"a","issuedAt":"noon","validForS":1,"value":1}                | RFC 3339
          {"id":"a","issuedAt":"2026-06-01T12:00:00Z","validForS":1}          | "value" is missing
          {"id":"a","value":{"a":{"b":{"c":1}}}}                              | not JSON
          """)
  void a_malformed_payload_is_refused_with_the_reason(String payload, String reason) {
    assertRefused(take("limit-export", payload), reason);
  }

  @Test
  void an_oversized_payload_is_refused_unread() {
    assertRefused(take("limit-export", " ".repeat(5000)), "5000 bytes");
  }

  @Test
  void random_bytes_never_do_more_than_be_refused() {
    SplittableRandom random = new SplittableRandom(3);
    String sound = payload("a", NOW, 60, "{\"departure\":\"2026-06-02T06:00:00Z\"}");
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = sound.getBytes(UTF_8);
      for (int k = 0; k <= random.nextInt(4); k++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      CommandResult result =
          desk.process("ev/ev1", new Message("t", bytes, false), CommandedSite.at(NOW));
      assertTrue(result.accepted() || !result.reason().isEmpty(), "seed 3, step " + i);
    }
  }

  /** A clock that goes steadily. */
  private CommandResult take(String name, String payload) {
    return desk.process(
        name, new Message("t", payload.getBytes(UTF_8), false), CommandedSite.at(NOW));
  }

  private static void assertRefused(CommandResult result, String reason) {
    assertFalse(result.accepted());
    assertTrue(result.reason().contains(reason), result.reason());
  }

  private static String payload(String id, Instant issued, Object validFor, String value) {
    return "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":%s,\"value\":%s}"
        .formatted(id, issued, validFor, value);
  }
}
