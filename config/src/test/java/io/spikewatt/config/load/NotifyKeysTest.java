package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.NotificationSettings;
import io.spikewatt.config.site.NotificationSettings.QuietHours;
import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.config.site.NotifyTarget.Encryption;
import io.spikewatt.config.site.NotifyTarget.Least;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid targets of notifications in a site file. */
final class NotifyKeysTest {

  private static final String MAIL =
      "- { email: me@example.org, from: house@example.org, server: mail.example.org";

  private static LoadedSite load(String targets, String more) {
    String text = Fixture.text("site.yaml") + "\nnotify:\n" + more + "  targets:\n" + targets;
    return ConfigLoader.load(text, "/etc/spikewatt/site.yaml");
  }

  private static NotificationSettings notifications(String targets) {
    return Fixture.site(load(targets, "")).notifications().orElseThrow();
  }

  private static List<String> problems(String targets, String more) {
    return Fixture.problems(load(targets, more)).stream().map(Problem::toString).toList();
  }

  private static void assertProblem(String part, List<String> problems) {
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().contains(part), problems::toString);
  }

  @Test
  void a_site_without_the_section_has_no_notifications() {
    LoadedSite plain = ConfigLoader.load(Fixture.text("site.yaml"), "/etc/spikewatt/site.yaml");
    assertEquals(Optional.empty(), Fixture.site(plain).notifications());
  }

  @Test
  void the_three_kinds_have_usual_values_and_names() {
    NotificationSettings notifications =
        notifications(
            """
                - { ntfy: "https://ntfy.sh", topic: my-home_1 }
                - { ntfy: "http://127.0.0.1:8080/", topic: b, token-file: token, at-least: error, summary: false }
                - { webhook: "https://example.org/hook?a=b", header: X-Api-Key, token-file: hook, ca-file: ca.pem, name: office }
                - { email: "me@example.org, you@example.org", from: house@example.org, server: mail.example.org, user: u, password-file: p }
            """);
    assertEquals("en", notifications.language());
    NotifyTarget.Choice usual = new NotifyTarget.Choice("ntfy", Least.WARNING, true);
    assertEquals(
        List.of(
            new NotifyTarget.Ntfy(
                usual, "https://ntfy.sh", "my-home_1", Optional.empty(), Optional.empty()),
            new NotifyTarget.Ntfy(
                new NotifyTarget.Choice("ntfy-2", Least.ERROR, false),
                "http://127.0.0.1:8080/",
                "b",
                Optional.of("/etc/spikewatt/token"),
                Optional.empty()),
            new NotifyTarget.Webhook(
                new NotifyTarget.Choice("office", Least.WARNING, true),
                "https://example.org/hook?a=b",
                "X-Api-Key",
                Optional.of("/etc/spikewatt/hook"),
                Optional.of("/etc/spikewatt/ca.pem")),
            new NotifyTarget.Email(
                new NotifyTarget.Choice("email", Least.WARNING, true),
                new NotifyTarget.MailServer(
                    "mail.example.org",
                    587,
                    Encryption.STARTTLS,
                    Optional.of("u"),
                    Optional.of("/etc/spikewatt/p"),
                    Optional.empty()),
                "house@example.org",
                List.of("me@example.org", "you@example.org"))),
        notifications.targets());
  }

  /** A backup includes these files, and {@code check} reports missing ones. */
  @Test
  void files_of_targets_are_among_those_that_the_site_names() {
    LoadedSite loaded =
        load(
            "    - { webhook: \"https://a.example\", token-file: t, ca-file: c }\n    "
                + MAIL
                + ", user: u, password-file: p }\n",
            "");
    List<Path> named = assertInstanceOf(LoadedSite.Ok.class, loaded).files();
    for (String file : List.of("t", "c", "p")) {
      assertTrue(named.contains(Path.of("/etc/spikewatt", file)), () -> file + " of " + named);
    }
  }

  @Test
  void quiet_hours_may_span_midnight_and_have_both_ends() {
    String target = "    - { ntfy: \"https://ntfy.sh\", topic: a }\n";
    QuietHours quiet =
        Fixture.site(load(target, "  quiet-from: \"22:00\"\n  quiet-to: \"06:30\"\n"))
            .notifications()
            .orElseThrow()
            .quiet()
            .orElseThrow();
    assertTrue(quiet.contains(LocalTime.of(22, 0)) && quiet.contains(LocalTime.of(6, 29)));
    assertTrue(!quiet.contains(LocalTime.of(6, 30)) && !quiet.contains(LocalTime.of(21, 59)));
    assertProblem("notify.quiet-to", problems(target, "  quiet-from: \"22:00\"\n"));
    assertProblem("notify.summary-at", problems(target, "  summary-at: \"00:10\"\n"));
    assertProblem(
        "notify.quiet-to", problems(target, "  quiet-from: \"22:00\"\n  quiet-to: \"22:00\"\n"));
  }

  /** Rejects values that could end a protocol's line, or send a message to another host. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "- { ntfy: \"https://ntfy.sh\", topic: \"a\\r\\nX-Evil: 1\" }",
        "- { ntfy: \"https://ntfy.sh\", topic: \"a/b\" }",
        "- { ntfy: \"https://ntfy.sh\\r\\n\", topic: a }",
        "- { ntfy: \"https://user:secret@ntfy.sh\", topic: a }",
        "- { ntfy: \"file:///etc/passwd\", topic: a }",
        "- { webhook: \"https://a.example/x y\" }",
        "- { webhook: \"https://a.example/\\r\\nX: 1\" }",
        "- { webhook: \"ftp://a.example/\" }",
        "- { webhook: \"https://a.example/\", header: \"X: 1\\r\\nY\", token-file: t }",
        "- { webhook: \"https://a.example/\", header: Host, token-file: t }",
        "- { webhook: \"https://a.example/\", header: content-length, token-file: t }",
        "- { email: \"me@example.org\\r\\nDATA\", from: a@b.example, server: c.example }",
        "- { email: \"me@example.org>\", from: a@b.example, server: c.example }",
        "- { email: me@example.org, from: \"a@b.example\\nBcc: x@y.example\", server: c.example }",
        "- { email: me@example.org, from: \"A <a@b.example>\", server: c.example }",
        "- { email: me@example.org, from: a@b.example, server: \"c.example\\r\\n\" }",
        "- { email: me@example.org, from: a@b.example, server: c.example, name: \"a\\nb\" }"
      })
  void a_value_that_could_change_the_protocol_is_refused(String target) {
    assertEquals(1, problems("    " + target + "\n", "").size(), target);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "encryption: none | encryption | starttls or tls",
        "user: u | password-file | a password file for user",
        "password-file: p | user | a user for password-file",
        "port: 0 | port | from 1 to 65535"
      })
  void a_mail_server_is_encrypted_and_a_login_whole(String key, String path, String expected) {
    List<String> problems = problems("    " + MAIL + ", " + key + " }\n", "");
    assertProblem("notify.targets[0]." + path + ":", problems);
    assertProblem(expected, problems);
  }

  @Test
  void a_mail_server_on_this_machine_needs_no_encryption() {
    String local = MAIL.replace("mail.example.org", "localhost") + ", encryption: none }\n";
    NotifyTarget target = notifications("    " + local).targets().getFirst();
    assertEquals(25, assertInstanceOf(NotifyTarget.Email.class, target).server().port());
  }

  @Test
  void names_are_unique_and_targets_few() {
    String twice =
        """
            - { ntfy: "https://ntfy.sh", topic: a, name: me }
            - { webhook: "https://a.example", name: me }
        """;
    assertProblem("notify.targets[1].name", problems(twice, ""));
    assertProblem(
        "at most 8 targets",
        problems("    - { ntfy: \"https://ntfy.sh\", topic: a }\n".repeat(9), ""));
    assertProblem(
        "notify.targets[0].ca-file",
        problems("    - { webhook: \"http://127.0.0.1/\", ca-file: c }\n", ""));
  }

  @Test
  void a_token_in_clear_text_to_another_machine_is_a_warning() {
    LoadedSite.Ok loaded =
        assertInstanceOf(
            LoadedSite.Ok.class,
            load(
                """
                    - { webhook: "http://192.168.1.7/hook", token-file: t }
                    - { webhook: "http://192.168.1.7/hook" }
                    - { webhook: "http://127.0.0.1/hook", token-file: t }
                    - { ntfy: "http://ntfy.example", topic: a, token-file: t }
                """,
                ""));
    List<String> clear =
        loaded.warnings().stream()
            .map(Problem::toString)
            .filter(text -> text.contains("unencrypted"))
            .toList();
    assertEquals(2, clear.size(), clear::toString);
    assertTrue(clear.getFirst().contains("notify.targets[0].webhook"), clear::toString);
    assertTrue(clear.getLast().contains("notify.targets[3].ntfy"), clear::toString);
  }

  @Test
  void the_language_is_one_with_texts() {
    String german = Fixture.text("site.yaml").replace("site: {", "site: { language: de,");
    String notify = "\nnotify: { targets: [ { ntfy: \"https://ntfy.sh\", topic: a } ] }\n";
    if (german.equals(Fixture.text("site.yaml"))) {
      german = german.replaceFirst("site:\\n", "site:\n  language: de\n");
    }
    LoadedSite loaded = ConfigLoader.load(german + notify, "/etc/spikewatt/site.yaml");
    assertEquals("de", Fixture.site(loaded).notifications().orElseThrow().language());
    LoadedSite none =
        ConfigLoader.load(german.replace("language: de", "language: xx"), "/etc/site.yaml");
    assertProblem("site.language", Fixture.problems(none).stream().map(Problem::toString).toList());
  }

  @Test
  void the_example_of_the_page_loads() throws Exception {
    String page = Files.readString(Path.of("../docs/notifications.md"));
    String example = page.substring(page.indexOf("    notify:\n"));
    String section =
        example
            .lines()
            .takeWhile(line -> line.startsWith("    "))
            .map(line -> line.substring(4))
            .reduce("", (all, line) -> all + line + "\n");
    LoadedSite loaded =
        ConfigLoader.load(Fixture.text("site.yaml") + "\n" + section, "/etc/spikewatt/site.yaml");
    assertEquals(3, Fixture.site(loaded).notifications().orElseThrow().targets().size());
  }
}
