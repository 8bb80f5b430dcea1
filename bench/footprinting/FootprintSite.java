import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.demo.SimulateCommand;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.site.RecordedPast;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sites of the footprint benchmark, each a plant of its own behind real servers: PV, battery,
 * grid meter and heat pump of the simulated site, and the meters of six circuits from the polling
 * farm.
 */
final class FootprintSite {

  private static final SiteParameters PARAMETERS =
      SiteParameters.demo(7).with(SiteParameters.Heating.TANK);
  private static final int CIRCUITS = 6;

  private FootprintSite() {}

  /**
   * {@code serve DIRECTORY BROKER FARM NAME…}: serves a plant for each name until it is stopped,
   * and writes DIRECTORY/NAME.yaml; client n of the farm is the n-th name.<br>
   * {@code past STATE DAYS END}: adds to a history what those days before END left.
   */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "serve" -> {
        Path directory = Path.of(arguments[1]);
        for (int n = 4; n < arguments.length; n++) {
          serve(directory, arguments[n], arguments[2], arguments[3], n - 3);
        }
        System.out.println("ready");
        new CountDownLatch(1).await();
      }
      case "past" ->
          RecordedPast.write(
              Files.createDirectories(Path.of(arguments[1])),
              RecordedPast.before(
                  Instant.parse(arguments[3]), Integer.parseInt(arguments[2]), PARAMETERS));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void serve(
      Path directory, String name, String brokerPort, String farmPort, int client)
      throws IOException {
    Clock clock = new SystemClock();
    SimulatedSite site =
        new SimulatedSite(PARAMETERS, clock, new PlainContacts(), 0, Duration.ofSeconds(10), 50);
    site.start();
    Duration second = Duration.ofSeconds(1);
    String yaml =
        SimulatedSite.configYaml(
            PARAMETERS,
            server ->
                server == ServerName.BROKER ? Integer.parseInt(brokerPort) : site.port(server),
            directory.resolve(name).resolve("state"),
            second,
            second);
    Files.writeString(
        directory.resolve(name + ".yaml"),
        chosen(yaml, name).replace("name: demo", "name: " + name) + circuits(farmPort, client));
  }

  /** Of the devices without Modbus only one stays, and only at the site with OPC UA. */
  private static String chosen(String yaml, String name) {
    return Arrays.stream(SimulateCommand.withoutGpio(yaml).split("(?m)^(?= *- id:)", -1))
        .filter(block -> !block.contains("iec62056:"))
        .filter(
            block ->
                !block.contains("opc-ua:") || name.equals("opc-ua") && block.contains("feeder1"))
        // A meter that asks for such a silence between two requests is read once a cycle.
        .map(
            block ->
                name.equals("no-fast-polling") && block.contains("grid-meter:")
                    ? block.replace(", unit: 2", ", unit: 2, gap-ms: 60")
                    : block)
        .collect(Collectors.joining());
  }

  private static String circuits(String farmPort, int client) {
    String profile = Path.of("bench/footprinting/circuit-meter.yaml").toAbsolutePath().toString();
    return IntStream.rangeClosed(1, CIRCUITS)
        .mapToObj(
            n ->
                """
                - id: circuit%d
                  profile: %s
                  connection: { modbus-tcp: 127.1.%d.%d, port: %s }
                  load: {}
                """
                    .formatted(n, profile, client, n, farmPort))
        .collect(Collectors.joining());
  }
}
