package io.spikewatt.simulator.drill;

import io.spikewatt.simulator.demo.SimulateCommand;
import io.spikewatt.simulator.envelope.EnvelopeRecorder;
import io.spikewatt.simulator.envelope.SafetyEnvelope;
import io.spikewatt.simulator.envelope.Violation;
import io.spikewatt.simulator.envelope.Visibility;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A plant of its own for one drill: devices with physics behind real protocol servers, a proxy
 * before each Modbus device, mosquitto, a recorder of the safe envelope, and the daemon.
 */
final class DrillSite implements AutoCloseable {

  private static final Duration ALLOWANCE = Duration.ofSeconds(10);
  private static final double START_S = 60;

  final Drill.Rig rig;
  final SimulatedSite plant;
  final WriteLog writes = new WriteLog();
  final Map<ServerName, FaultProxy> proxies = new EnumMap<>(ServerName.class);
  final MosquittoBroker broker;
  final BrokerClient operator;
  private final EnvelopeRecorder recorder;
  private final Map<String, String> environment;
  private final List<Daemon> daemons = new ArrayList<>();
  private UnaryOperator<String> adapt = UnaryOperator.identity();
  private Optional<BrokerClient> second = Optional.empty();

  /**
   * @param environment of the daemon, for shims
   */
  DrillSite(Drill.Rig rig, Map<String, String> environment) throws Exception {
    this.rig = rig;
    this.environment = environment;
    SiteParameters parameters = SiteParameters.demo(7);
    this.plant =
        new SimulatedSite(parameters, new DayClock(), new PlainContacts(), 0, ALLOWANCE, 50);
    plant.start();
    this.recorder = new EnvelopeRecorder(SafetyEnvelope.of(parameters, 1), plant.truth());
    recorder.sight().controller(Visibility.Controller.GONE);
    plant
        .plant()
        .change(
            physics -> {
              physics.observe(writes);
              physics.observe(recorder);
            });
    for (ServerName name :
        List.of(ServerName.BATTERY, ServerName.GRID_METER, ServerName.PV_INVERTER)) {
      proxies.put(name, new FaultProxy(plant.port(name)));
    }
    this.broker = new MosquittoBroker(rig.directory(), "");
    this.operator = new BrokerClient(broker.port());
  }

  /** Changes the configuration of daemons that start from now on. */
  DrillSite configured(UnaryOperator<String> how) {
    adapt = how;
    return this;
  }

  Path state() {
    return rig.directory().resolve("state");
  }

  Path config() throws IOException {
    return Files.writeString(rig.directory().resolve("site.yaml"), adapt.apply(yaml(state())));
  }

  String yaml(Path state) {
    Duration second = Duration.ofSeconds(1);
    return SimulateCommand.withoutGpio(
        SimulatedSite.configYaml(SiteParameters.demo(7), this::port, state, second, second));
  }

  /** Where the daemon meets a server: at its proxy, if it has one. */
  int port(ServerName name) {
    return name == ServerName.BROKER
        ? broker.port()
        : Optional.ofNullable(proxies.get(name)).map(FaultProxy::port).orElse(plant.port(name));
  }

  FaultProxy proxy(ServerName name) {
    return proxies.get(name);
  }

  Visibility sight() {
    return recorder.sight();
  }

  /** Starts the daemon and waits until it controls the battery. */
  Daemon control() throws Exception {
    double from = MeasuredWait.now();
    Daemon daemon = launch();
    awaitControl(daemon, from);
    return daemon;
  }

  /** Starts the daemon and waits until it controls the battery and publishes its state. */
  Daemon reporting() throws Exception {
    Daemon daemon = control();
    double controlled = MeasuredWait.now();
    operator.await("state", 20, controlled, BrokerClient.is("state"));
    return daemon;
  }

  /** Starts the daemon; from its first write on it counts as running. */
  Daemon launch() throws Exception {
    return launch(config(), rig.directory());
  }

  Daemon launch(Path config, Path runtime) throws Exception {
    writes.onFirst(() -> recorder.sight().controller(Visibility.Controller.RUNNING));
    Daemon daemon = Daemon.start(rig.repository(), config, runtime, environment);
    daemons.add(daemon);
    return daemon;
  }

  /** Starts a command for this site beside the daemon. */
  Process command(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("./spikewatt"));
    command.addAll(List.of(words));
    command.addAll(List.of("--config", config().toString()));
    return SystemCommands.start(
        rig.directory().resolve("command.log"),
        rig.repository(),
        Map.of("RUNTIME_DIRECTORY", rig.directory().toString()),
        command);
  }

  /** The daemon that was started last. */
  Daemon daemon() {
    return daemons.getLast();
  }

  /** Waits for a setpoint of the battery written since then; returns after how many seconds. */
  double awaitControl(Daemon daemon, double from) throws Exception {
    return daemon.until(
        "a setpoint of the battery",
        START_S,
        () -> {
          Drill.require(daemon.alive(), "the daemon ended: %s", daemon.lastWords());
          truth();
          return !writes.setpoints(from).isEmpty();
        });
  }

  /** The process has ended or is stopped: its devices are on their own. */
  void gone() {
    recorder.sight().controller(Visibility.Controller.GONE);
  }

  /** Kills the process; its devices are on their own from then on. Returns its exit code. */
  int kill(Daemon daemon) throws Exception {
    int code = daemon.kill();
    gone();
    return code;
  }

  /** Called where a drill's fault begins, so that {@code --stopped} can stop the daemon there. */
  void faultBegins() throws Exception {
    if (rig.stopped()) {
      for (Daemon daemon : daemons) {
        if (daemon.alive()) {
          daemon.signal("STOP");
        }
      }
      gone();
    }
  }

  PlantTruth truth() {
    return plant.truth();
  }

  void change(Consumer<SimulatedPlant> how) {
    plant.plant().change(how);
  }

  /** Joins the broker again after it was restarted. */
  BrokerClient rejoin() throws Exception {
    BrokerClient client = new BrokerClient(broker.port());
    second = Optional.of(client);
    return client;
  }

  /** Fails if the battery was not written for that long; returns the longest gap since then, s. */
  double fed(double since, double seconds) throws Drill.Failed {
    double gap = writes.longestGap(since, Device.BATTERY);
    Drill.require(gap < seconds, "the battery was not fed for %.1f s", gap);
    return gap;
  }

  /** Hides the power at the grid from the daemon, or shows it again. */
  void showGrid(Visibility.Shown shown) {
    sight().setShown(Visibility.Point.GRID, shown);
    sight().setShown(Visibility.Point.GRID_VOLTAGE, shown);
  }

  /** Fails if anything was written outside the safe envelope; else says how much was written. */
  String envelope() throws Drill.Failed {
    truth();
    List<Violation> found = recorder.violations();
    Drill.require(found.isEmpty(), "outside the envelope: %s", found);
    return Drill.text("%d writes, 0 outside the envelope", writes.since(0).size());
  }

  @Override
  public void close() throws Exception {
    for (Daemon daemon : daemons) {
      daemon.close();
    }
    for (FaultProxy proxy : proxies.values()) {
      proxy.close();
    }
    operator.close();
    if (second.isPresent()) {
      second.get().close();
    }
    broker.close();
    plant.close();
  }
}
