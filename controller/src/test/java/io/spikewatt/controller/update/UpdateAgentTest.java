package io.spikewatt.controller.update;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.report.JsonTree;
import io.spikewatt.controller.update.ActionState.Installing;
import io.spikewatt.controller.update.DdiStub.Asked;
import io.spikewatt.controller.update.UpdateAgent.PollOutcome;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpdateAgentTest {

  private static final Instant START = Instant.parse("2026-11-28T22:00:00Z");

  /** Time passes while somebody waits for it, and at no other time. */
  private static final class JumpingClock implements Clock {
    private Moment now = new Moment(0, START);

    @Override
    public Moment now() {
      return now;
    }

    @Override
    public void sleepUntil(Moment deadline) {
      now = deadline.isAfter(now) ? deadline : now;
    }
  }

  /** A gateway that becomes what the installed file says. */
  private static final class FakeHost implements UpdateHost {
    String version = "0.2.0";
    boolean healthy = true;
    boolean healthyAfter = true;
    PackageFields fields = new PackageFields("spikewatt", "0.3.0", "amd64");
    Installation installation = new Installation(true, "done");
    Optional<String> versionAfter = Optional.of("0.3.0");
    final List<String> installed = new ArrayList<>();
    boolean killed;
    Optional<String> trustedSignature = Optional.empty();

    @Override
    public String architecture() {
      return "amd64";
    }

    @Override
    public PackageFields read(Path file) {
      return fields;
    }

    @Override
    public boolean wantsSignature() {
      return trustedSignature.isPresent();
    }

    @Override
    public Optional<String> distrust(Path file, Path signature) {
      try {
        return Optional.of(Files.readString(signature)).equals(trustedSignature)
            ? Optional.empty()
            : Optional.of("forged");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Installation install(Path file) {
      try {
        installed.add(Files.readString(file));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      if (killed) {
        throw new IllegalStateException("killed");
      }
      versionAfter.ifPresent(after -> version = after);
      healthy = healthyAfter;
      return installation;
    }

    @Override
    public Optional<String> version() {
      return Optional.of(version);
    }

    @Override
    public boolean healthy() {
      return healthy;
    }
  }

  @TempDir private Path directory;
  private final JumpingClock clock = new JumpingClock();
  private final FakeHost host = new FakeHost();
  private final List<String> log = new ArrayList<>();
  private DdiStub server;

  @BeforeEach
  void start() throws IOException {
    server = new DdiStub();
    server.content = "the package".getBytes(UTF_8);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private UpdateStore store() {
    return new UpdateStore(directory, log::add);
  }

  /** A process of its own each time: nothing is remembered but the files. */
  private PollOutcome poll() throws Exception {
    DdiClient client =
        new DdiClient(
            UpdateServer.of(server.address(), "DEFAULT", "home17", "s3cret", false),
            SSLContext.getDefault().getSocketFactory());
    return new UpdateAgent(
            client,
            host,
            store(),
            new PackageFolder(directory.resolve("packages"), client, host),
            clock,
            new SplittableRandom(1),
            log::add)
        .poll();
  }

  private void assign(String action) {
    server.action = Optional.of(action);
  }

  private List<String> requests() {
    return server.asked().stream().map(Asked::toString).toList();
  }

  /** Execution and result of every feedback since the last call. */
  private List<String> feedback() throws IOException {
    List<String> all = new ArrayList<>();
    for (Asked asked : server.asked()) {
      if (asked.path().endsWith("/feedback")) {
        JsonTree status = JsonTree.of(asked.body()).find("status").orElseThrow();
        all.add(
            status.text("execution")
                + " "
                + status.find("result").orElseThrow().text("finished")
                + ": "
                + status.find("details").orElseThrow().items().getFirst().text());
      }
    }
    return all;
  }

  private List<String> filesLeft() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("packages"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void an_assigned_version_is_downloaded_checked_installed_and_reported_in_this_order()
      throws Exception {
    assign("8");
    PollOutcome outcome = poll();
    assertEquals(
        List.of(
            "GET ",
            "PUT /configData",
            "GET /deploymentBase/8",
            "POST /deploymentBase/8/feedback",
            "GET /softwaremodules/23/artifacts/spikewatt_0.3.0_amd64.deb",
            "POST /deploymentBase/8/feedback",
            "GET ",
            "GET /deploymentBase/8",
            "POST /deploymentBase/8/feedback",
            "POST /deploymentBase/8/feedback",
            "GET "),
        requests());
    assertEquals(List.of("the package"), host.installed);
    assertTrue(outcome.reached());
    assertFalse(outcome.installationFailed());
    assertEquals(Duration.ofMinutes(10), outcome.next().pause());
    assertEquals(List.of(), filesLeft());
  }

  @Test
  void every_step_is_reported_to_the_server() throws Exception {
    assign("8");
    poll();
    assertEquals(
        List.of(
            "download none: downloading spikewatt_0.3.0_amd64.deb",
            "downloaded none: downloaded spikewatt_0.3.0_amd64.deb",
            "proceeding none: installing 0.3.0",
            "closed success: 0.3.0 runs"),
        feedback());
  }

  @Test
  void bodies_are_those_of_the_documentation_and_the_token_is_in_the_header() throws Exception {
    assign("8");
    poll();
    List<Asked> asked = server.asked();
    asked.forEach(one -> assertEquals("TargetToken s3cret", one.authorization(), one.toString()));
    JsonTree attributes = JsonTree.of(asked.get(1).body());
    assertEquals("merge", attributes.text("mode"));
    assertEquals("0.2.0", attributes.find("data").orElseThrow().text("version"));
    assertEquals("amd64", attributes.find("data").orElseThrow().text("architecture"));
    assertEquals(
        """
        {"id":"8","time":"2026-11-28T22:00:00Z","timestamp":1795903200000,"status":\
        {"execution":"closed","result":{"finished":"success"},"details":["0.3.0 runs"]}}\
        """,
        asked.get(9).body());
  }

  @Test
  void nothing_assigned_changes_nothing_and_the_servers_sleep_is_kept() throws Exception {
    server.sleep = "12:00:00";
    assertEquals(Duration.ofHours(12), poll().next().pause());
    assertFalse(store().schedule().due(START.plus(Duration.ofHours(11))));
    assertTrue(store().schedule().due(START.plus(Duration.ofHours(12))));
    assertEquals(List.of(), host.installed);
  }

  @Test
  void a_download_that_breaks_goes_on_where_it_broke() throws Exception {
    assign("8");
    server.cutAfter = 4;
    PollOutcome broken = poll();
    assertFalse(broken.reached());
    server.asked();
    assertTrue(poll().reached());
    List<String> requests = requests();
    assertTrue(
        requests.contains("GET /softwaremodules/23/artifacts/spikewatt_0.3.0_amd64.deb bytes=4-"),
        requests.toString());
    assertEquals(List.of("the package"), host.installed);
  }

  @Test
  void a_damaged_part_on_the_disk_is_downloaded_anew() throws Exception {
    assign("8");
    server.cutAfter = 4;
    poll();
    Path part = directory.resolve("packages").resolve(filesLeft().getFirst());
    Files.writeString(part, "THE ");
    assertFalse(poll().reached());
    assertEquals(List.of(), host.installed);
    assertTrue(poll().reached());
    assertEquals(List.of("the package"), host.installed);
  }

  @Test
  void a_file_with_another_hash_is_never_installed() throws Exception {
    assign("8");
    String expected = DdiStub.hash("something else".getBytes(UTF_8));
    server.sha256 = Optional.of(expected);
    PollOutcome outcome = poll();
    assertTrue(outcome.installationFailed());
    assertEquals(List.of(), host.installed);
    assertEquals(List.of(), filesLeft());
    List<String> feedback = feedback();
    assertTrue(
        feedback.getLast().startsWith("closed failure: ")
            && feedback.getLast().contains("expected SHA-256 " + expected),
        feedback.toString());
  }

  @Test
  void a_file_that_changes_on_the_disk_before_the_window_opens_is_not_installed() throws Exception {
    assign("8");
    server.handling =
        "\"download\":\"forced\",\"update\":\"skip\",\"maintenanceWindow\":\"unavailable\"";
    poll();
    Files.writeString(directory.resolve("packages").resolve(filesLeft().getFirst()), "evil");
    server.handling =
        "\"download\":\"forced\",\"update\":\"forced\",\"maintenanceWindow\":\"available\"";
    assertTrue(poll().installationFailed());
    assertEquals(List.of(), host.installed);
  }

  @Test
  void other_packages_versions_and_architectures_are_refused() throws Exception {
    int action = 8;
    for (UpdateHost.PackageFields wrong :
        List.of(
            new UpdateHost.PackageFields("openssh-server", "0.3.0", "amd64"),
            new UpdateHost.PackageFields("spikewatt", "0.1.0", "amd64"),
            new UpdateHost.PackageFields("spikewatt", "0.3.0", "arm64"))) {
      assign(String.valueOf(action++));
      host.fields = wrong;
      assertTrue(poll().installationFailed(), wrong.toString());
      List<String> feedback = feedback();
      assertTrue(
          feedback.getLast().contains("expected spikewatt 0.3.0 for amd64"), feedback.toString());
    }
    assertEquals(List.of(), host.installed);
  }

  @Test
  void files_without_hash_size_or_for_other_machines_are_refused_before_a_download()
      throws Exception {
    assign("8");
    server.sha256 = Optional.of("-");
    poll();
    assertTrue(feedback().getLast().contains("expected the SHA-256"));
    server.sha256 = Optional.empty();
    for (String size : List.of("0", "-5", "999999999999", "\"x\"")) {
      assign("9-" + Integer.toHexString(size.hashCode()));
      server.size = Optional.of(size);
      poll();
      assertTrue(feedback().getLast().contains("expected a size of"), size);
    }
    server.size = Optional.empty();
    server.filename = "spikewatt_0.3.0_arm64.deb";
    assign("11");
    poll();
    assertEquals(
        "closed failure: expected one file *_amd64.deb, found [notes.txt,"
            + " spikewatt_0.3.0_arm64.deb]",
        feedback().getLast());
    assertEquals(List.of(), host.installed);
  }

  @Test
  void where_a_key_is_named_only_signed_packages_are_installed() throws Exception {
    host.trustedSignature = Optional.of("signed");
    assign("8");
    poll();
    assertEquals(
        "closed failure: expected a signature spikewatt_0.3.0_amd64.deb.asc, found none",
        feedback().getLast());
    server.signature = Optional.of("another");
    assign("9");
    poll();
    assertEquals("closed failure: forged", feedback().getLast(), log.toString());
    assertEquals(List.of(), host.installed);
    server.signature = Optional.of("signed");
    assign("10");
    poll();
    assertEquals("closed success: 0.3.0 runs", feedback().getLast());
    assertEquals(List.of("the package"), host.installed);
  }

  @Test
  void a_download_only_action_is_reported_again_if_the_server_did_not_take_it() throws Exception {
    assign("8");
    server.handling = "\"download\":\"forced\",\"update\":\"skip\"";
    server.duringDownload = () -> server.feedbackFault = 503;
    assertFalse(poll().reached());
    server.asked();
    server.feedbackFault = 0;
    server.duringDownload = () -> {};
    assertTrue(poll().reached());
    assertEquals(List.of("downloaded none: downloaded spikewatt_0.3.0_amd64.deb"), feedback());
  }

  @Test
  void outside_the_maintenance_window_it_is_downloaded_only_and_reported_once() throws Exception {
    assign("8");
    server.handling =
        "\"download\":\"forced\",\"update\":\"skip\",\"maintenanceWindow\":\"unavailable\"";
    poll();
    poll();
    assertEquals(
        List.of(
            "download none: downloading spikewatt_0.3.0_amd64.deb",
            "downloaded none: downloaded spikewatt_0.3.0_amd64.deb"),
        feedback());
    assertEquals(List.of(), host.installed);
    server.handling =
        "\"download\":\"forced\",\"update\":\"forced\",\"maintenanceWindow\":\"available\"";
    poll();
    assertEquals(
        List.of("proceeding none: installing 0.3.0", "closed success: 0.3.0 runs"), feedback());
  }

  @Test
  void a_window_that_closes_during_the_download_is_respected() throws Exception {
    assign("8");
    server.duringDownload =
        () ->
            server.handling =
                "\"download\":\"forced\",\"update\":\"skip\","
                    + "\"maintenanceWindow\":\"unavailable\"";
    poll();
    assertEquals(List.of(), host.installed);
  }

  @Test
  void skip_means_no_download() throws Exception {
    assign("8");
    server.handling = "\"download\":\"skip\",\"update\":\"skip\"";
    poll();
    assertEquals(List.of("GET ", "PUT /configData", "GET /deploymentBase/8"), requests());
  }

  @Test
  void an_action_cancelled_during_the_download_is_not_installed() throws Exception {
    assign("8");
    server.duringDownload = () -> server.cancels = true;
    poll();
    List<String> feedback = feedback();
    assertEquals("closed success: cancelled before the installation", feedback.getLast());
    assertEquals(List.of(), host.installed);
    assertEquals(List.of(), filesLeft());
    assertEquals(new ActionState.Waiting(), store().action());
  }

  @Test
  void the_end_of_an_action_that_is_over_is_refused() throws Exception {
    assign("8");
    poll();
    server.asked();
    assign("8");
    server.cancels = true;
    poll();
    assertEquals(List.of("rejected none: over already: 0.3.0 runs"), feedback());
  }

  @Test
  void what_is_withdrawn_before_its_installation_is_forgotten() throws Exception {
    assign("8");
    server.handling = "\"download\":\"forced\",\"update\":\"skip\"";
    poll();
    server.action = Optional.empty();
    poll();
    assertEquals(new ActionState.Waiting(), store().action());
    assertEquals(List.of(), filesLeft());
  }

  @Test
  void a_failed_installation_is_reported_with_the_installers_words() throws Exception {
    assign("8");
    host.installation =
        new UpdateHost.Installation(false, "the installer ended with 100: no space left");
    host.versionAfter = Optional.empty();
    assertTrue(poll().installationFailed());
    assertEquals(
        "closed failure: the installer ended with 100: no space left", feedback().getLast());
    assertFalse(poll().installationFailed(), "said once");
  }

  @Test
  void an_installer_that_changes_nothing_is_no_success() throws Exception {
    assign("8");
    host.versionAfter = Optional.empty();
    poll();
    assertEquals("closed failure: expected 0.3.0, runs 0.2.0", feedback().getLast());
  }

  @Test
  void a_version_that_does_not_control_where_the_old_one_did_is_a_failure() throws Exception {
    assign("8");
    host.healthyAfter = false;
    poll();
    assertEquals(
        "closed failure: 0.3.0 is installed and does not control within 5 min",
        feedback().getLast());
    assertEquals(Duration.ofMinutes(5), clock.now().since(new Moment(0, START)));
  }

  @Test
  void where_nothing_controlled_before_the_version_suffices() throws Exception {
    assign("8");
    host.healthy = false;
    host.healthyAfter = false;
    poll();
    assertEquals("closed success: 0.3.0 runs", feedback().getLast());
  }

  @Test
  void a_version_that_runs_already_is_not_installed_again() throws Exception {
    assign("8");
    host.version = "0.3.0";
    poll();
    assertEquals(List.of("closed success: 0.3.0 runs already"), feedback());
    assertEquals(List.of(), host.installed);
  }

  @Test
  void success_is_reported_by_the_process_after_the_one_that_the_installation_ended()
      throws Exception {
    assign("8");
    host.killed = true;
    assertThrows(IllegalStateException.class, this::poll);
    assertEquals(new Installing("8", "0.3.0", true, 1), store().action());
    server.asked();
    host.version = "0.3.0";
    poll();
    assertEquals(List.of("closed success: 0.3.0 runs"), feedback());
    assertEquals(1, host.installed.size());
  }

  @Test
  void an_installation_that_was_cut_off_is_repeated_once() throws Exception {
    assign("8");
    for (int attempt = 1; attempt <= 2; attempt++) {
      host.killed = true;
      assertThrows(IllegalStateException.class, this::poll);
      assertEquals(attempt, host.installed.size());
    }
    server.asked();
    host.killed = false;
    assertTrue(poll().installationFailed());
    assertEquals(
        List.of("closed failure: the installation of 0.3.0 was cut off 2 times"), feedback());
    assertEquals(2, host.installed.size());
  }

  @Test
  void a_result_that_the_server_did_not_take_is_sent_again_and_nothing_installed_twice()
      throws Exception {
    assign("8");
    server.handling = "\"download\":\"forced\",\"update\":\"skip\"";
    poll();
    server.handling = "\"download\":\"forced\",\"update\":\"forced\"";
    store().keep(new Installing("8", "0.3.0", true, 1));
    host.version = "0.3.0";
    server.feedbackFault = 503;
    assertFalse(poll().reached());
    assertFalse(poll().reached());
    server.asked();
    server.feedbackFault = 0;
    assertTrue(poll().reached());
    assertEquals(List.of("closed success: 0.3.0 runs"), feedback());
    assertEquals(List.of(), host.installed);
  }

  @Test
  void a_result_for_an_action_that_is_gone_is_not_sent_for_ever() throws Exception {
    store().keep(new ActionState.Ended("8", true, "0.3.0 runs", false));
    server.feedbackFault = 410;
    assertTrue(poll().reached());
    assertEquals(1, feedback().size());
    poll();
    assertEquals(List.of(), feedback());
  }

  @Test
  void an_unreachable_server_is_asked_ever_more_rarely_up_to_an_hour() throws Exception {
    server.fault = 500;
    Duration last = Duration.ZERO;
    for (int failure = 1; failure <= 12; failure++) {
      PollOutcome outcome = poll();
      assertFalse(outcome.reached());
      assertEquals(failure, outcome.next().failures());
      Duration unbounded = Duration.ofSeconds(30L << (failure - 1));
      Duration bound =
          unbounded.compareTo(Duration.ofHours(1)) < 0 ? unbounded : Duration.ofHours(1);
      last = outcome.next().pause();
      assertTrue(
          last.compareTo(bound) <= 0 && last.compareTo(bound.multipliedBy(3).dividedBy(4)) >= 0,
          failure + ": " + last);
      assertEquals(outcome.next(), store().schedule(), "outlives the process");
    }
    assertTrue(last.compareTo(Duration.ofMinutes(45)) >= 0);
    server.fault = 0;
    assertEquals(0, poll().next().failures());
  }

  @Test
  void a_refused_token_names_what_to_look_at() throws Exception {
    server.fault = 401;
    assertFalse(poll().reached());
    assertTrue(
        log.getLast().contains("status 401: does the token belong to this name and tenant?"),
        log.toString());
  }

  @Test
  void a_redirect_or_a_link_in_clear_text_is_not_followed() throws Exception {
    assign("8");
    server.download = Optional.of("http://updates.example.org/spikewatt_0.3.0_amd64.deb");
    assertFalse(poll().reached());
    assertTrue(log.getLast().contains("expected a link https://"), log.toString());
    server.download = Optional.empty();
    server.fault = 302;
    assertFalse(poll().reached());
    assertTrue(log.getLast().contains("redirects are not followed"), log.toString());
    assertEquals(List.of(), host.installed);
  }

  @Test
  void the_token_stays_with_its_server() throws Exception {
    try (DdiStub other = new DdiStub()) {
      other.content = server.content;
      assign("8");
      server.download =
          Optional.of(
              other.address()
                  + "/DEFAULT/controller/v1/home17/softwaremodules/1/artifacts/x_amd64.deb");
      poll();
      assertEquals(
          List.of(""), other.asked().stream().map(Asked::authorization).distinct().toList());
      assertEquals(List.of("the package"), host.installed);
    }
  }

  @Test
  void state_that_cannot_be_kept_stops_the_installation() throws Exception {
    assign("8");
    server.handling = "\"download\":\"forced\",\"update\":\"skip\"";
    poll();
    server.handling = "\"download\":\"forced\",\"update\":\"forced\"";
    Path file = directory.resolve("update.state");
    String kept = Files.readString(file);
    Files.delete(file);
    // A folder in its place: as unwritable as a full disk, for root as well.
    Files.createDirectories(file.resolve("full"));
    assertFalse(poll().reached());
    assertEquals(List.of(), host.installed);
    assertTrue(kept.contains("stored"));
  }

  @Test
  void nonsense_of_the_server_is_a_failed_poll() throws Exception {
    for (String nonsense : List.of("../../etc", "", "a/b")) {
      assign(nonsense);
      assertFalse(poll().reached(), nonsense);
    }
    assertEquals(List.of(), host.installed);
  }
}
