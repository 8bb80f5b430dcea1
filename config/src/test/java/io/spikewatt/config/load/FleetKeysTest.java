package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.FleetMembership;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.FleetMembership.RoundHours;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteChanges;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FleetKeysTest {

  private static final String FILES =
      "ca-file: ca.crt, certificate-file: own.crt, key-file: own.key, coordinator-key-file:"
          + " model.pub";
  private static final String BROKER = "broker: \"ssl://fleet.example:8883\", ";

  private static LoadedSite load(String keys) {
    return ConfigLoader.load(
        Fixture.text("site.yaml") + "\nfleet: { " + keys + " }\n", "/etc/spikewatt/site.yaml");
  }

  private static FleetMembership fleet(String keys) {
    return Fixture.site(load(BROKER + FILES + keys)).fleet().orElseThrow();
  }

  private static List<String> problems(String keys) {
    return Fixture.problems(load(keys)).stream().map(Problem::toString).toList();
  }

  @Test
  void a_site_without_the_section_belongs_to_no_fleet() {
    Site site =
        Fixture.site(ConfigLoader.load(Fixture.text("site.yaml"), "/etc/spikewatt/site.yaml"));
    assertEquals(Optional.empty(), site.fleet());
  }

  @Test
  void a_member_shares_nothing_until_it_is_said() {
    FleetMembership fleet = fleet("");
    assertEquals(Set.of(), fleet.consent().shares());
    assertEquals(RoundHours.NIGHT, fleet.consent().hours());
    assertEquals(OptionalDouble.empty(), fleet.consent().epsilonPerMonth());
    assertEquals("/etc/spikewatt/own.key", fleet.files().keyFile());
    assertEquals("/etc/spikewatt/model.pub", fleet.files().coordinatorKeyFile());
  }

  /** A backup holds them. */
  @Test
  void files_of_the_fleet_and_the_page_are_among_those_that_the_site_names() {
    String page =
        "page: { bind: 0.0.0.0, token-file: page.token, certificate-file: page.crt,"
            + " key-file: page.key }";
    String text = Fixture.text("site.yaml") + "\nfleet: { " + BROKER + FILES + " }\n" + page + "\n";
    LoadedSite loaded = ConfigLoader.load(text, "/etc/spikewatt/site.yaml");
    List<Path> named = assertInstanceOf(LoadedSite.Ok.class, loaded).files();
    for (String file :
        List.of("ca.crt", "own.crt", "own.key", "model.pub", "page.token", "page.crt")) {
      assertTrue(named.contains(Path.of("/etc/spikewatt", file)), () -> file + " of " + named);
    }
  }

  @Test
  void what_is_shared_is_a_list_with_a_purpose() {
    FleetMembership fleet =
        fleet(
            ", member: box-7, share: \"models, records, alarms\", purpose: better forecasts,"
                + " epsilon-per-month: 0.5, hours: any");
    assertEquals("box-7", fleet.member());
    assertEquals(Set.of(FleetShare.values()), fleet.consent().shares());
    assertEquals("better forecasts", fleet.consent().purpose());
    assertEquals(OptionalDouble.of(0.5), fleet.consent().epsilonPerMonth());
    assertEquals(RoundHours.ANY, fleet.consent().hours());
  }

  @Test
  void sharing_without_a_purpose_is_a_problem() {
    assertProblem("fleet.purpose", problems(BROKER + FILES + ", share: models"));
  }

  @Test
  void a_fleets_broker_is_encrypted() {
    assertProblem("fleet.broker", problems("broker: \"tcp://fleet.example:1883\", " + FILES));
  }

  @Test
  void a_fleets_broker_may_be_a_cluster_whose_nodes_are_all_encrypted() {
    String nodes = "ssl://a.example:8883,ssl://[::1]:8883";
    String section = "broker: \"" + nodes + "\", " + FILES;
    assertEquals(nodes, Fixture.site(load(section)).fleet().orElseThrow().broker());
    assertProblem("fleet.broker", problems("broker: \"" + nodes + ",tcp://b:1883\", " + FILES));
    assertProblem("fleet.broker", problems("broker: \"ssl://a:8883,\", " + FILES));
  }

  @Test
  void an_unknown_share_is_named() {
    List<String> problems = problems(BROKER + FILES + ", share: meter, purpose: none");
    assertProblem("fleet.share", problems);
    assertTrue(problems.getFirst().contains("meter"), problems.toString());
  }

  @Test
  void the_fleets_operator_may_command_nothing_until_it_is_said() {
    FleetMembership.FleetCommands none = fleet("").commands();
    assertEquals(FleetMembership.FleetCommands.NONE, none);
    assertFalse(none.permit("mode"));
    FleetMembership.FleetCommands some =
        fleet(", commands: \"limit-export, setpoint\", command-key-file: op.pub").commands();
    assertTrue(some.permit("limit-export"));
    assertTrue(some.permit("from/fleet/setpoint/battery1"));
    assertFalse(some.permit("mode"));
    assertEquals(Optional.of("/etc/spikewatt/op.pub"), some.keyFile());
  }

  @Test
  void commands_of_a_fleet_need_the_key_they_are_signed_with_and_known_names() {
    assertProblem("fleet.command-key-file", problems(BROKER + FILES + ", commands: mode"));
    assertProblem(
        "fleet.commands", problems(BROKER + FILES + ", commands: dance, command-key-file: k"));
  }

  @Test
  void a_sender_on_the_broker_is_not_called_like_the_fleet() {
    LoadedSite loaded =
        ConfigLoader.load(
            Fixture.text("site.yaml")
                .replaceFirst(
                    "(?m)^mqtt:.*(\\n +.*)*",
                    "mqtt: { broker: \"tcp://127.0.0.1:1883\", senders: [ { name: fleet } ] }"),
            "/etc/spikewatt/site.yaml");
    List<String> problems = Fixture.problems(loaded).stream().map(Problem::toString).toList();
    assertProblem("senders", problems);
  }

  @Test
  void a_change_of_the_section_leaves_the_links_alone() {
    Site without =
        Fixture.site(ConfigLoader.load(Fixture.text("site.yaml"), "/etc/spikewatt/site.yaml"));
    Site with = Fixture.site(load(BROKER + FILES));
    assertEquals(List.of("fleet"), SiteChanges.between(without, with));
    assertTrue(SiteChanges.keepLinks(without, with));
  }

  private static void assertProblem(String path, List<String> problems) {
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().contains(path), problems.toString());
  }
}
