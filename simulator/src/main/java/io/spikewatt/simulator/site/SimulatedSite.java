package io.spikewatt.simulator.site;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.simulator.physics.ContactPanel;
import io.spikewatt.simulator.physics.PlantRecord;
import io.spikewatt.simulator.physics.PlantRecorder;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.BrokerServer;
import io.spikewatt.simulator.server.PlantServer;
import io.spikewatt.simulator.server.PlantServers;
import io.spikewatt.simulator.server.PlcServer;
import io.spikewatt.simulator.server.SharedPlant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The demo's site: the plant and all its servers on 127.0.0.1.
 *
 * <p>It has no clock thread: every request first moves the plant on to the clock's present in steps
 * of 100 ms, which is exact at any speed of time. Safe for use by many threads.
 */
public final class SimulatedSite implements AutoCloseable {

  /** Length of a physical step. */
  public static final Duration STEP = Duration.ofMillis(100);

  private final SiteParameters site;
  private final PlantRecorder recorder;
  private final SharedPlant plant;
  private final Map<ServerName, PlantServer> servers = new EnumMap<>(ServerName.class);
  private final Clock clock;
  private Optional<ClusterAgent> agent = Optional.empty();

  /**
   * @param portBase the servers listen on {@code portBase + 20 … + 26}; 0 takes free ports
   * @param contacts wires to the gateway's GPIO twin
   * @param allowance how long a limit may be exceeded while devices respond
   * @param toleranceW power above a limit that does not count, W
   */
  public SimulatedSite(
      SiteParameters site,
      Clock clock,
      ContactPanel contacts,
      int portBase,
      Duration allowance,
      double toleranceW) {
    this.site = site;
    this.clock = clock;
    SimulatedPlant physics = new SimulatedPlant(site, clock.now(), STEP, contacts);
    this.recorder = new PlantRecorder(site, allowance, toleranceW);
    physics.observe(recorder);
    this.plant = new SharedPlant(physics, clock);
    for (ServerName name : ServerName.values()) {
      if (name != ServerName.HEAT_PUMP || site.devices().heatPump().isPresent()) {
        servers.put(name, server(name, portBase == 0 ? 0 : portBase + name.offset()));
      }
    }
  }

  private PlantServer server(ServerName name, int port) {
    return switch (name) {
      case PV_INVERTER -> PlantServers.pvInverter(plant, port);
      case BATTERY -> PlantServers.battery(plant, port);
      case GRID_METER -> PlantServers.gridMeter(plant, port);
      case PLC -> new PlcServer(plant, port);
      case UTILITY_METER -> PlantServers.utilityMeter(plant, port);
      case BROKER -> new BrokerServer(port);
      case HEAT_PUMP -> PlantServers.heatPump(plant, port);
    };
  }

  /**
   * Starts every server, or none.
   *
   * @throws IOException if a port is taken
   */
  public void start() throws IOException {
    try {
      for (PlantServer server : servers.values()) {
        server.start();
      }
    } catch (IOException refused) {
      close();
      throw refused;
    }
  }

  /**
   * Starts the agent of the compute cluster; call it after {@link #start}.
   *
   * @param directory for its curve and the count of its work
   * @param period of its readings and settings
   * @throws IOException if the directory cannot be written
   */
  public void startAgent(Path directory, Duration period) throws IOException {
    String broker = "tcp://127.0.0.1:" + port(ServerName.BROKER);
    agent =
        Optional.of(
            ClusterAgent.start(plant, site.devices().compute(), clock, broker, directory, period));
  }

  /** Kills one server; the device behind it continues by its own timers. */
  public void stop(ServerName name) {
    server(name).stop();
  }

  /**
   * Brings a server back on its port.
   *
   * @throws IOException if the port was taken meanwhile
   */
  public void restart(ServerName name) throws IOException {
    server(name).stop();
    server(name).start();
  }

  /** Stops every server, the broker last, so that final messages can be published. */
  @Override
  public void close() {
    agent.ifPresent(ClusterAgent::close);
    agent = Optional.empty();
    servers.values().forEach(PlantServer::stop);
  }

  /** Port of a server on 127.0.0.1; known after {@link #start}. */
  public int port(ServerName name) {
    return server(name).port();
  }

  /** The plant, for scenarios: grid failures, the operator's contact. */
  public SharedPlant plant() {
    return plant;
  }

  /** The present physical state. */
  public PlantTruth truth() {
    return plant.read(SimulatedPlant::truth);
  }

  /** The independent record since the start. */
  public PlantRecord record() {
    return plant.read(now -> recorder.result());
  }

  /** The daemon's configuration for this site; call it after {@link #start}. */
  public String configYaml(Path stateDir) {
    return configYaml(stateDir, Duration.ofSeconds(1), Duration.ofSeconds(1));
  }

  /**
   * The same for a daemon at another pace.
   *
   * @param cycle period of the control cycle
   * @param telemetry shortest time between two telemetry messages of a device
   */
  public String configYaml(Path stateDir, Duration cycle, Duration telemetry) {
    return configYaml(site, this::port, stateDir, cycle, telemetry);
  }

  /**
   * Writes a configuration and loads it.
   *
   * @throws IOException if it cannot be written, or is refused
   */
  public static LoadedSite.Ok configure(Path file, String yaml) throws IOException {
    Files.writeString(file, yaml);
    return switch (ConfigLoader.load(file)) {
      case LoadedSite.Ok ok -> ok;
      case LoadedSite.Failed failed ->
          throw new IOException("own configuration refused: " + failed.problems());
    };
  }

  /** The same for a site whose servers are at other ports, or nowhere. */
  public static String configYaml(
      SiteParameters site,
      ToIntFunction<ServerName> ports,
      Path stateDir,
      Duration cycle,
      Duration telemetry) {
    return SiteYaml.write(site, ports, stateDir, cycle, telemetry);
  }

  private PlantServer server(ServerName name) {
    return Objects.requireNonNull(servers.get(name), "every name has a server");
  }
}
