package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.assistant.AssistantApprover;
import io.spikewatt.config.assistant.AssistantBudgets;
import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.config.assistant.ModelEndpoint;
import io.spikewatt.config.check.ReferencedFiles;
import io.spikewatt.config.check.SiteWarnings;
import io.spikewatt.config.site.Site;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Valid and invalid settings of the assistant in a site file. */
final class AssistantKeysTest {

  private static final String PAGE = "\npage: {}\n";
  private static final String DESK =
      "  clients: [{ name: desk, token-file: desk-token, propose: \"ev, mode\", act: ev }]\n";
  private static final String ANNA = "  approvers: [{ name: anna, pin-file: anna-pin }]\n";

  private static LoadedSite load(String text) {
    String site = Fixture.text("site.yaml").replaceAll("(?m)^page:.*\\n(^ .*\\n)*", "");
    return ConfigLoader.load(site + text, "/etc/spikewatt/site.yaml");
  }

  private static AssistantSettings assistant(String keys) {
    return Fixture.site(load(PAGE + "assistant:\n" + keys)).assistant().orElseThrow();
  }

  private static void assertProblem(String at, String expected, String found, LoadedSite loaded) {
    List<String> problems =
        Fixture.problems(loaded).stream()
            .map(Problem::toString)
            .map(text -> text.replace('\n', ' '))
            .toList();
    assertEquals(1, problems.size(), problems::toString);
    for (String part : List.of(at, expected, found)) {
      assertTrue(problems.getFirst().contains(part), problems::toString);
    }
  }

  @Test
  void a_site_without_the_section_has_no_assistant() {
    assertEquals(Optional.empty(), Fixture.site(load("")).assistant());
  }

  @Test
  void what_is_left_out_is_denied() {
    AssistantSettings least = assistant("  clients: [{ name: desk, token-file: desk-token }]\n");
    assertEquals(
        new AssistantSettings(
            new AssistantSettings.Switches(true, false),
            new AssistantSettings.Listening(AssistantSettings.Reach.LOOPBACK, List.of()),
            List.of(
                new AssistantClient(
                    "desk", "/etc/spikewatt/desk-token", Set.of(), Set.of(), Set.of())),
            List.of(),
            new AssistantBudgets(30, 20, 1_000_000),
            Optional.empty(),
            List.of()),
        least);
    assertFalse(least.clients().getFirst().mayRead("state"));
  }

  @Test
  void neither_reading_nor_proposing_is_warned_of() {
    String reads = "assistant:\n  clients: [{ name: desk, token-file: desk-token, read: all }]\n";
    assertEquals(0, warningsAtTheSection(PAGE + reads));
    assertEquals(0, warningsAtTheSection(PAGE + "assistant:\n" + DESK + ANNA));
  }

  private static long warningsAtTheSection(String keys) {
    return SiteWarnings.findings(Fixture.site(load(keys))).stream()
        .filter(finding -> finding.path().equals("assistant"))
        .count();
  }

  @Test
  void every_key_is_bound() {
    AssistantSettings all =
        assistant(
            """
              enabled: false
              shadow: true
              listen: page
              allowed-origins: ["https://chat.example"]
              share-with: [api.example.org]
              clients:
                - { name: desk, token-file: /run/desk, read: "state,plan", propose: "ev, mode", act: ev }
                - { name: phone, token-file: phone, read: all }
              approvers:
                - { name: anna, pin-file: anna-pin }
                - { name: ben, public-key-file: ben.pem }
              budgets: { calls-per-min: 5, proposals-per-day: 2, tokens-per-day: 9000 }
              model: { url: "https://api.example.org/v1", name: small, token-file: key, ca-file: ca.pem }
            """);
    assertEquals(
        new AssistantSettings(
            new AssistantSettings.Switches(false, true),
            new AssistantSettings.Listening(
                AssistantSettings.Reach.PAGE, List.of("https://chat.example")),
            List.of(
                new AssistantClient(
                    "desk",
                    "/run/desk",
                    Set.of("state", "plan"),
                    Set.of("ev", "mode"),
                    Set.of("ev")),
                new AssistantClient(
                    "phone", "/etc/spikewatt/phone", Set.of("all"), Set.of(), Set.of())),
            List.of(
                new AssistantApprover.ByPin("anna", "/etc/spikewatt/anna-pin"),
                new AssistantApprover.ByKey("ben", "/etc/spikewatt/ben.pem")),
            new AssistantBudgets(5, 2, 9000),
            Optional.of(
                new ModelEndpoint(
                    "https://api.example.org/v1",
                    Optional.of("small"),
                    Optional.of("/etc/spikewatt/key"),
                    Optional.of("/etc/spikewatt/ca.pem"))),
            List.of("api.example.org")),
        all);
    assertTrue(all.clients().get(1).mayRead("state"));
    assertFalse(all.clients().get(0).mayRead("health"));
  }

  @Test
  void its_files_are_among_the_files_of_the_site() {
    Site site = Fixture.site(load(PAGE + "assistant:\n" + DESK + ANNA));
    assertEquals(
        "/etc/spikewatt/desk-token",
        ReferencedFiles.of(site).get("assistant.clients[0].token-file"));
    assertEquals(
        "/etc/spikewatt/anna-pin", ReferencedFiles.of(site).get("assistant.approvers[0].pin-file"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read: \"state; plan\"          | clients[0].read     | all, none, or names  | state; plan",
        "propose: prices                | clients[0].propose  | none, or names       | prices",
        "propose: \"ev, reload\"        | clients[0].propose  | reserve-soc          | reload",
        "propose: prices                | clients[0].propose  | none, or names       | prices",
        "propose: all                   | clients[0].propose  | none, or names       | all",
        "act: ev                        | clients[0].act      | propose lists        | ev",
      })
  void a_wrong_right_of_a_client_is_named(String key, String at, String expected, String found) {
    String client = "  clients: [{ name: desk, token-file: t, " + key + " }]\n";
    assertProblem(at, expected, found, load(PAGE + "assistant:\n" + client + ANNA));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listen: everywhere                   | assistant.listen          | loopback, page   | everywhere",
        "allowed-origins: [\"*\"]             | assistant.allowed-origins | list of 1 to 16  | list",
        "allowed-origins: [\"https://a/b\"]   | assistant.allowed-origins | https://chat     | list",
        "budgets: { calls-per-min: 0 }        | budgets.calls-per-min     | from 1 to 600    | 0",
        "budgets: { proposals-per-day: -1 }   | budgets.proposals-per-day | from 0           | -1",
        "model: { url: \"ftp://127.0.0.1\" }  | model.url                 | http://127.0.0.1 | ftp",
        "model: { url: \"https://api.example.org/v1\" } | assistant.share-with | api.example.org, because | nothing",
        "model: { url: \"https://8.8.8.8\" }  | assistant.share-with      | 8.8.8.8, because | nothing",
        "model: { url: \"http://10.0.0.4\", ca-file: c } | model.ca-file  | none, or an encrypted | c",
      })
  void a_wrong_setting_is_named(String key, String at, String expected, String found) {
    assertProblem(at, expected, found, load(PAGE + "assistant:\n  " + key + "\n" + DESK + ANNA));
  }

  @Test
  void a_model_beyond_this_network_needs_encryption() {
    assertProblem(
        "assistant.model.url",
        "https://",
        "http://",
        load(
            PAGE
                + "assistant:\n  share-with: [api.example.org]\n"
                + "  model: { url: \"http://api.example.org/v1\" }\n"
                + DESK
                + ANNA));
  }

  @Test
  void an_assistant_needs_a_page_and_an_act_an_approver() {
    assertProblem(
        "page", "because the page's server", "nothing", load("\nassistant:\n" + DESK + ANNA));
    assertProblem("assistant.approvers", "has act", "none", load(PAGE + "assistant:\n" + DESK));
  }

  @Test
  void clients_and_approvers_are_told_apart() {
    String two = "  clients: [{ name: a, token-file: t }, { name: %s, token-file: %s }]\n";
    assertProblem(
        "clients[1].name", "once", "a", load(PAGE + "assistant:\n" + two.formatted("a", "u")));
    assertProblem(
        "clients[1].token-file",
        "once",
        "/etc/spikewatt/t",
        load(PAGE + "assistant:\n" + two.formatted("b", "t")));
    String people = "  approvers: [{ name: anna, pin-file: p }, { name: anna, pin-file: q }]\n";
    assertProblem("approvers[1].name", "once", "anna", load(PAGE + "assistant:\n" + DESK + people));
    assertProblem(
        "approvers[0]",
        "pin-file",
        "public-key-file",
        load(
            PAGE
                + "assistant:\n"
                + DESK
                + "  approvers: [{ name: anna, pin-file: p, public-key-file: q }]\n"));
  }
}
