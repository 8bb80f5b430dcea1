package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.drivers.secret.PageCertificate;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.OneMeterSite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageCommandTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-15T10:00:00Z"));
  private Path site = Path.of("");
  private Path state = Path.of("");

  @BeforeEach
  void writeSite() throws Exception {
    site = OneMeterSite.write(directory, "home");
    state = directory.resolve("state");
  }

  private ExitCode page(String... arguments) {
    out.reset();
    err.reset();
    return new PageCommand(
            directory.resolve("usual"),
            clock,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8))
        .run(List.of(arguments));
  }

  private ExitCode certificate(String... more) {
    return page(
        Stream.of(Stream.of("certificate"), Stream.of(more), Stream.of("--config", site.toString()))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private PageCertificate there() throws Exception {
    return PageCertificate.find(state).orElseThrow();
  }

  @Test
  void it_is_made_once_and_printed_with_its_fingerprint() throws Exception {
    assertEquals(ExitCode.OK, certificate("Energy.lan", "192.168.1.5"));
    String first = out.toString(UTF_8);
    PageCertificate made = there();
    assertTrue(first.contains("SHA-256   " + made.fingerprint() + "\n"), first);
    assertTrue(first.contains("energy.lan"), first);
    assertTrue(first.contains("until 2028-09-11"), first);
    assertTrue(made.names().containsAll(List.of("energy.lan", "192.168.1.5", "localhost")));

    clock.advance(Duration.ofDays(1));
    assertEquals(ExitCode.OK, certificate());
    assertEquals(first, out.toString(UTF_8));
    assertEquals(ExitCode.OK, certificate("energy.lan"));
    assertEquals(made.fingerprint(), there().fingerprint());
  }

  @Test
  void another_name_is_no_reason_to_replace_it() throws Exception {
    assertEquals(ExitCode.OK, certificate());
    String before = there().fingerprint();
    assertEquals(ExitCode.USAGE, certificate("other.lan"));
    assertTrue(err.toString(UTF_8).contains("--renew makes it anew"), err::toString);
    assertEquals(before, there().fingerprint());
    assertEquals(ExitCode.OK, certificate("other.lan", "--renew"));
    assertNotEquals(before, there().fingerprint());
    assertTrue(there().names().contains("other.lan"));
  }

  @Test
  void a_renewed_one_keeps_its_names_and_holds_longer() throws Exception {
    assertEquals(ExitCode.OK, certificate("energy.lan"));
    PageCertificate before = there();
    clock.advance(Duration.ofDays(800));
    assertEquals(ExitCode.OK, certificate());
    assertTrue(
        err.toString(UTF_8).startsWith("warning: the page's certificate ends on 2028-09-11"));
    assertEquals(ExitCode.OK, certificate("--renew"));
    assertEquals("", err.toString(UTF_8));
    assertEquals(before.names(), there().names());
    assertEquals(
        before.certificate().getSubjectAlternativeNames().size(),
        there().certificate().getSubjectAlternativeNames().size(),
        "none twice");
    assertNotEquals(before.fingerprint(), there().fingerprint());
    assertTrue(there().lastDay().isAfter(before.lastDay()));
  }

  @Test
  void a_damaged_one_stays_until_it_is_renewed() throws Exception {
    Files.createDirectory(state);
    Path file = Files.writeString(state.resolve(PageCertificate.FILE), "damaged");
    assertEquals(ExitCode.UNREACHABLE, certificate());
    assertTrue(err.toString(UTF_8).contains(file.toString()), err::toString);
    assertEquals("damaged", Files.readString(file));
    assertEquals(ExitCode.OK, certificate("--renew"));
    assertTrue(out.toString(UTF_8).contains(there().fingerprint()));
  }

  @Test
  void without_a_site_it_is_where_the_service_keeps_its_state() throws Exception {
    if (Files.exists(ConfiguredCommand.SERVICE_CONFIG)) {
      return;
    }
    assertEquals(ExitCode.OK, page("certificate"));
    assertTrue(PageCertificate.find(directory.resolve("usual")).isPresent());
    assertFalse(Files.exists(state));
  }

  @Test
  void what_it_does_not_understand_is_usage() throws Exception {
    assertEquals(ExitCode.USAGE, page());
    assertEquals(ExitCode.USAGE, page("token"));
    assertEquals(ExitCode.USAGE, certificate("not a name"));
    assertTrue(err.toString(UTF_8).contains("usage: spikewatt page certificate"), err::toString);
    Files.writeString(site, "site: 5");
    assertEquals(ExitCode.CONFIG, certificate());
    assertFalse(Files.exists(state));
  }
}
