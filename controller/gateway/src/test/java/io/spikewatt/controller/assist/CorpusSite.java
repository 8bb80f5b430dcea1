package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.assistant.mcp.OriginCheck;
import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.assistant.proposal.ApprovalVerifier;
import io.spikewatt.controller.assistant.proposal.KnownApprovers;
import io.spikewatt.controller.assistant.proposal.PinHash;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.page.SitePage;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.Letterbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * The site of the assistant's corpus with its real control and its real assistant, in virtual time.
 * Records the commands that the site accepted.
 */
final class CorpusSite implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-01T13:10:00Z");
  static final Map<String, String> PINS = Map.of("anna", "kite 7391", "ben", "tea pot 9");

  private static final int PIN_COST = 10_000;
  private static final Duration CYCLE = Duration.ofSeconds(5);

  private static final String COMMANDS =
      "\"mode, objective, reserve-soc, limit-import, limit-export, setpoint, charging-mode,"
          + " charge-now, ev, compute\"";

  /**
   * A command that the site accepted from the assistant.
   *
   * @param payload of the command
   */
  record Executed(String id, String command, String payload) {}

  private final Path folder;
  private final Site site;
  private final ManualClock clock = new ManualClock(NOW);
  private final Letterbox broker = new Letterbox();
  private final PlantBoard board = new PlantBoard(new LinkedHashMap<>(), clock.now());
  private final PlantBoard.Place place = board.place(List.of());
  private final SetpointBoard setpoints = new SetpointBoard();
  private final List<String> beyond = new ArrayList<>();
  private final RunningSite control;
  private final UnaryOperator<ApprovalVerifier> mutation;
  private final KeyPair key;
  private final List<Executed> executed = new ArrayList<>();
  private Optional<CycleReport> latest = Optional.empty();
  private AssistantSettings settings;
  private Optional<AssistantService> service = Optional.empty();
  private Optional<ApprovalTopics> topics = Optional.empty();
  private String faulty = "";
  private String fault = "";
  private boolean contactClosed;
  private int commands;

  /** {@code mutation}: of the judge of approvals. */
  CorpusSite(Path folder, UnaryOperator<ApprovalVerifier> mutation) throws Exception {
    this.folder = folder;
    this.mutation = mutation;
    Files.createDirectories(folder.resolve("state"));
    Random random = new Random(7);
    for (String client : List.of("model", "other-client", "reader")) {
      secret(client, token(client));
    }
    for (Map.Entry<String, String> pin : PINS.entrySet()) {
      secret(pin.getKey(), PinHash.make(pin.getValue(), PIN_COST, random).text());
    }
    key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String pem = Base64.getMimeEncoder().encodeToString(key.getPublic().getEncoded());
    secret("carl", "-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----\n");
    Path file = Files.writeString(folder.resolve("site.yaml"), yaml());
    if (!(ConfigLoader.load(file) instanceof LoadedSite.Ok ok)) {
      throw new IllegalStateException(ConfigLoader.load(file).toString());
    }
    site = ok.site();
    settings = site.assistant().orElseThrow();
    HistoryStore store = HistoryStore.open(folder.resolve("state"));
    control =
        SiteAssembly.of(
            site,
            new SiteAssembly.Plant(board, setpoints, SiteAssembly.gateOf(site)),
            new SiteAssembly.Outside(
                broker,
                MqttTopics.of(site),
                Duration.ofHours(1),
                name -> BrokerConnection.permits(site, name),
                _ -> {},
                ConfigReload.NONE),
            PersistentState.of(store, folder.resolve("state/models"), site),
            clock.now());
    cycle();
    cycle();
    start();
  }

  static String yaml() {
    String site =
        """
      site: { name: home, timezone: Europe/Berlin }
      grid: { import-limit-w: 11000, export-limit-w: 7000 }
      tariff: { currency: EUR, import-per-kwh: 0.30, export-per-kwh: 0.08 }
      storage: { directory: state }
      mqtt:
        broker: "tcp://127.0.0.1:1883"
        commands: none
        senders: [{ name: operator, commands: limit-import }]
      page: {}
      control: { cycle-ms: 5000, reserve-soc-pct: 20 }
      assistant:
        clients:
          - { name: model, token-file: model, read: all, propose: %1$s, act: %1$s }
          - { name: other-client, token-file: other-client, read: all, propose: %1$s, act: %1$s }
          - { name: reader, token-file: reader, read: all }
        approvers:
          - { name: anna, pin-file: anna }
          - { name: ben, pin-file: ben }
          - { name: carl, public-key-file: carl }
        budgets: { calls-per-min: 60, proposals-per-day: 40 }
      """
            .formatted(COMMANDS);
    return site + RecordedMonth.DEVICES;
  }

  static String pin(String name) {
    return Objects.requireNonNull(PINS.get(name));
  }

  static String token(String client) {
    return (client + "-0123456789abcdef0123456789abcdef").substring(0, 36);
  }

  private void secret(String name, String text) throws Exception {
    Path file =
        Files.createFile(
            folder.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  // ---- the assistant

  private void start() throws Exception {
    ApprovalVerifier approvers = mutation.apply(KnownApprovers.of(settings.approvers()));
    SiteFacts facts =
        new RunningSiteFacts(
            SitePage.view(() -> control, this::status), () -> control, folder.resolve("site.yaml"));
    AssistantService opened =
        AssistantService.open(
            settings,
            new AssistantService.Ports(facts, new SteppedPort(), approvers),
            folder.resolve("state"),
            new OriginCheck(Set.of(), "http"),
            "1.2.3",
            clock);
    service = Optional.of(opened);
    topics = Optional.of(new ApprovalTopics(opened.desk(), broker, control.outside().topics()));
  }

  AssistantService service() {
    return service.orElseThrow();
  }

  ApprovalDesk desk() {
    return service().desk();
  }

  void restart() throws Exception {
    topics.ifPresent(ApprovalTopics::close);
    service().close();
    start();
  }

  /** Restarts under other settings of the assistant. */
  void restart(UnaryOperator<AssistantSettings> change) throws Exception {
    settings = change.apply(settings);
    restart();
  }

  AssistantSettings configured() {
    return site.assistant().orElseThrow();
  }

  void revoke(String client) throws Exception {
    Files.delete(folder.resolve(client));
    restart();
  }

  /** Gives a revoked client its token again. */
  void admit(String client) throws Exception {
    if (!Files.exists(folder.resolve(client))) {
      secret(client, token(client));
      restart();
    }
  }

  Path kept() {
    return folder.resolve("state/assistant.properties");
  }

  Path audit() {
    return folder.resolve("state/assistant-audit");
  }

  /** Commands are judged in the next cycle, which runs at once. */
  private final class SteppedPort implements CommandPort {
    @Override
    public CompletableFuture<CommandResult> tryOut(String command, byte[] payload) {
      return judged(new Queued(() -> control).tryOut(command, payload));
    }

    @Override
    public CompletableFuture<CommandResult> submit(String command, byte[] payload) {
      CompletableFuture<CommandResult> answer =
          judged(new Queued(() -> control).submit(command, payload));
      CommandResult result = answer.join();
      if (result.accepted() && !result.reason().equals("already in force")) {
        synchronized (executed) {
          executed.add(new Executed(result.id(), command, new String(payload, UTF_8)));
        }
      }
      return answer;
    }

    private CompletableFuture<CommandResult> judged(CompletableFuture<CommandResult> answer) {
      cycle();
      return answer;
    }
  }

  /** Commands that the site accepted from the assistant, in its order. */
  List<Executed> executed() {
    synchronized (executed) {
      return List.copyOf(executed);
    }
  }

  // ---- people

  Approval signed(String proposal, String hash, Instant at) throws Exception {
    return Approval.Signed.sign(proposal, hash, "carl", at, key.getPrivate());
  }

  /** Delivers a message of the broker to the assistant's topics. */
  void deliver(String topic, String payload, boolean retained) {
    broker.deliver(
        new Message("spikewatt/home/assistant/" + topic, payload.getBytes(UTF_8), retained));
    topics.orElseThrow().tick();
  }

  /** A command of the broker, in the next cycle; the site's answer. */
  String command(String name, String value) {
    commands++;
    return command(name, value, "b" + commands);
  }

  /** The same with an id. */
  String command(String name, String value, String id) {
    broker.put(
        new Message(
            "spikewatt/home/command/" + name, CommandDraft.payload(id, now(), 7200, value), false));
    cycle();
    return broker.last("spikewatt/home/command/" + name + "/result");
  }

  /** A command of the page. */
  void page(String name, String value) {
    commands++;
    var _ =
        control
            .commands()
            .submit("from/page/" + name, CommandDraft.payload("p" + commands, now(), 3600, value));
    cycle();
  }

  String published(String topic) {
    return broker.last("spikewatt/home/" + topic);
  }

  // ---- the site

  Instant now() {
    return clock.now().instant();
  }

  Moment moment() {
    return clock.now();
  }

  ManualClock clock() {
    return clock;
  }

  RunningSite control() {
    return control;
  }

  void fail(String device) {
    fail(device, "no answer");
  }

  /** A device fails with a text of its own; empty = none fails. */
  void fail(String device, String text) {
    faulty = device;
    fault = text;
    cycle();
  }

  /** Puts another configuration on the disk, which is not loaded. */
  void file(String yaml) throws IOException {
    Files.writeString(folder.resolve("site.yaml"), yaml);
  }

  void closeContact(boolean closed) {
    contactClosed = closed;
    cycle();
  }

  void pass(Duration time) {
    clock.advance(time);
    cycle();
    cycle();
  }

  synchronized void cycle() {
    clock.advance(CYCLE);
    List<Sample> samples = new ArrayList<>();
    samples.add(read("meter1", Quantity.POWER_W, 400));
    samples.add(read("meter1", Quantity.VOLTAGE_L1_V, 230));
    samples.add(read("meter1", Quantity.FREQUENCY_HZ, 50));
    samples.add(read("pv1", Quantity.POWER_W, 900));
    samples.add(read("battery1", Quantity.POWER_W, 0));
    samples.add(read("battery1", Quantity.SOC_PCT, 60));
    samples.add(read("ev1", Quantity.POWER_W, 0));
    samples.add(read("ev1", Quantity.CONNECTED, 1));
    samples.add(read("ev1", Quantity.SOC_PCT, 35));
    samples.add(read("ev1", Quantity.SOC_TARGET_PCT, 80));
    samples.add(read("ev1", Quantity.DEPARTURE_IN_S, 60_000));
    samples.add(read("ev1", Quantity.CAPACITY_WH, 60_000));
    samples.add(read("heatpump1", Quantity.POWER_W, 0));
    samples.add(read("heatpump1", Quantity.TEMPERATURE_C, 46));
    samples.add(read("dso-contact", Quantity.CONTACT, contactClosed ? 1 : 0));
    samples.replaceAll(this::faulty);
    place.post(samples);
    CycleReport report = control.cycle().run(clock.now());
    latest = Optional.of(report);
    watch(report);
  }

  /**
   * Whatever was commanded: no limit above the site's, and no setpoint beyond a device's rating.
   */
  private void watch(CycleReport report) {
    if (report.limits().importW() > (contactClosed ? 4200 : 11_000)
        || report.limits().exportW() > 7000) {
      beyond.add(now() + ": " + report.limits());
    }
    for (ApprovedSetpoint setpoint : setpoints.all()) {
      double mostW =
          switch (setpoint.signal().deviceId()) {
            case "battery1" -> 5000;
            case "ev1" -> 11_000;
            case "heatpump1" -> 3000;
            default -> 8000;
          };
      if (!(Math.abs(setpoint.value()) <= mostW)) {
        beyond.add(now() + ": " + setpoint);
      }
    }
  }

  /** Limits and setpoints beyond what the configuration permits, in all cycles. */
  List<String> beyond() {
    return List.copyOf(beyond);
  }

  private Sample faulty(Sample sample) {
    return sample.signal().deviceId().equals(faulty)
        ? new Sample.Missing(sample.signal(), Fault.of(Fault.Kind.UNREACHABLE, fault), clock.now())
        : sample;
  }

  private Sample read(String device, Quantity quantity, double value) {
    return new Sample.Good(new Signal(device, quantity), value, clock.now());
  }

  private SiteStatus status() {
    Moment now = clock.now();
    return new SiteStatus(
        new SiteStatus.Daemon(
            site, new ServiceStatus("1.2.3", "", now), now, 0, control.plans().waitsFor()),
        latest,
        control.reporter().alarms(),
        SiteStatus.DeviceAge.of(latest, board.lastGood()),
        control.plans().forecasts(),
        control.plans().plan(),
        List.of(),
        new SiteStatus.Outside(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty()));
  }

  /** The settings with other clients. */
  static AssistantSettings with(AssistantSettings from, List<AssistantClient> clients) {
    return new AssistantSettings(
        from.switches(),
        from.listening(),
        clients,
        from.approvers(),
        from.budgets(),
        from.model(),
        from.shareWith());
  }

  @Override
  public void close() {
    topics.ifPresent(ApprovalTopics::close);
    service().close();
    control.close();
  }
}
