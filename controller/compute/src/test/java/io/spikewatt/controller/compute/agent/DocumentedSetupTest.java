package io.spikewatt.controller.compute.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.compute.ComputeAgentConfig;
import io.spikewatt.config.helper.HelperConfig;
import io.spikewatt.config.load.AgentLoader;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.HelperLoader;
import io.spikewatt.config.load.LoadedAgent;
import io.spikewatt.config.load.LoadedHelper;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.compute.box.MeansFactory;
import io.spikewatt.controller.compute.helper.HelperFixture;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.nvml.FakeNvml;
import io.spikewatt.drivers.mqtt.MqttLink;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Await;
import io.spikewatt.testkit.MosquittoProcess;
import io.spikewatt.testkit.MosquittoServer;
import io.spikewatt.testkit.SourceCheckout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The blocks of the set-up in docs/compute.md. Without a GPU, a simulated card behind NVML and a
 * simulated inference server take their places; the broker is a real one. Commands that need root
 * are run by bench/install.
 */
@Timeout(60)
class DocumentedSetupTest {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final Pattern COMMAND = Pattern.compile("(?m)^ {7}(\\S.*)$");
  private static final double HOST_W = 100;
  private static final double IDLE_W = 70;
  private static final double WORK_W = 690;

  @TempDir Path folder;

  private static final Instant BEGIN = Instant.parse("2026-06-01T10:00:00Z");

  private final ManualClock clock = new ManualClock(BEGIN);
  private final StringBuilder reported = new StringBuilder();
  private String page;
  private List<String> blocks;

  @BeforeEach
  void read() throws IOException {
    String whole = Files.readString(SourceCheckout.file("docs/compute.md"));
    page = whole.substring(whole.indexOf("## Set up"), whole.indexOf("## What the agent does"));
    blocks = BLOCK.matcher(page).results().map(found -> found.group(1)).toList();
    assertEquals(3, blocks.size(), "agent, helper, gateway");
  }

  @Test
  void the_commands_are_there() throws Exception {
    Path agent = Files.writeString(folder.resolve("agent.yaml"), blocks.getFirst());
    List<String> commands = COMMAND.matcher(page).results().map(found -> found.group(1)).toList();
    assertEquals(4, commands.size(), commands.toString());
    for (String command : commands) {
      List<String> words = Arrays.asList(command.replaceFirst("^sudo ", "").split(" ", -1));
      switch (words.getFirst()) {
        case "apt" ->
            words.stream()
                .filter(word -> word.startsWith("./"))
                .map(word -> word.substring(2, word.indexOf('_')))
                .forEach(DocumentedSetupTest::assertPackage);
        case "spikewatt" -> assertEquals("", check(words.subList(1, words.size()), agent));
        case "systemctl", "journalctl" ->
            words.stream()
                .filter(word -> word.startsWith("spikewatt-"))
                .forEach(DocumentedSetupTest::assertUnit);
        default -> throw new AssertionError("no test of: " + command);
      }
    }
  }

  private static void assertPackage(String name) {
    Path control =
        SourceCheckout.file("packaging/debian" + name.replaceFirst("^spikewatt", "") + "/control");
    try {
      assertTrue(Files.readString(control).startsWith("Package: " + name + "\n"), name);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  private static void assertUnit(String name) {
    String units = "packaging/root-compute/usr/lib/systemd/system/";
    assertTrue(Files.isRegularFile(SourceCheckout.file(units + name + ".service")), name);
  }

  private static String check(List<String> words, Path agent) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        ComputeAgentMain.run(
            Stream.concat(words.stream(), Stream.of("--config", agent.toString())).toList(),
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return code == ExitCode.OK ? "" : code + ": " + err.toString(UTF_8);
  }

  @Test
  void gateway_and_agent_have_one_topic_and_one_range() throws Exception {
    String home =
        Files.readString(
            SourceCheckout.file("config/src/main/resources/io/spikewatt/config/example/home.yaml"));
    String[] parts = blocks.get(2).split("(?m)^devices:\\n", -1);
    LoadedSite loaded = ConfigLoader.load(parts[0] + home + parts[1], "site.yaml");
    DeviceConfig cluster =
        assertInstanceOf(LoadedSite.Ok.class, loaded, loaded::toString).site().devices().stream()
            .filter(device -> device.role() instanceof Role.Compute)
            .findFirst()
            .orElseThrow();
    ComputeAgentConfig agent = agent(blocks.getFirst());
    assertEquals(new Connection.Mqtt(agent.base()), cluster.connection());
    Role.Compute compute = (Role.Compute) cluster.role();
    assertEquals(agent.power().minW(), compute.minW());
    assertEquals(agent.power().maxW(), compute.maxW());
    assertEquals(OptionalDouble.of(compute.rampWPerMin()), agent.power().rampWPerMin());
  }

  private ComputeAgentConfig agent(String text) {
    LoadedAgent loaded = AgentLoader.load(text, folder.resolve("agent.yaml"));
    return assertInstanceOf(LoadedAgent.Ok.class, loaded, loaded::toString).config();
  }

  private HelperConfig helper(FakeNvml nvml) throws IOException {
    String text =
        "socket: %s\nnvml-library: %s\n".formatted(folder.resolve("helper"), nvml.file())
            + blocks
                .get(1)
                .replaceFirst("GPU-[0-9a-f-]+", "GPU-00000000-0000-0000-0000-000000000000");
    LoadedHelper loaded = HelperLoader.load(Files.writeString(folder.resolve("helper.yaml"), text));
    return assertInstanceOf(LoadedHelper.Ok.class, loaded, loaded::toString).config();
  }

  @Test
  void the_box_of_the_page_holds_a_budget() throws Exception {
    MosquittoServer.assumeInstalled();
    FakeNvml nvml = FakeNvml.in(folder);
    nvml.phase(0, (int) WORK_W);
    Files.writeString(folder.resolve("broker.password"), "secret\n");
    HelperConfig helper = helper(nvml);
    try (MosquittoProcess broker = new MosquittoProcess(folder, List.of("allow_anonymous true"));
        InferenceServer server =
            new InferenceServer(
                percent -> nvml.phase(0, (int) (IDLE_W + (WORK_W - IDLE_W) * percent / 100)));
        AutoCloseable _ = HelperFixture.serve(helper, 2, clock);
        MeansFactory factory = new MeansFactory(clock, 2)) {
      broker.start();
      ComputeAgentConfig config =
          agent(
              blocks
                  .getFirst()
                  .replace("ssl://gateway.example:8883", "tcp://127.0.0.1:" + broker.port())
                  .replaceFirst("(?m)^ *ca-file:.*\\n", "")
                  .replace("127.0.0.1:8000", "127.0.0.1:" + server.port())
                  .replace("/run/spikewatt-compute/helper", helper.socket())
                  .replace("agent:", "agent:\n  directory: state"));
      List<PowerMeans> means = config.means().stream().map(factory::make).toList();
      try (MqttLink port = link(config, "agent", "set");
          MqttLink gateway = link(config, "gateway", "state")) {
        ComputeAgent agent = new ComputeAgent(config, means, port, clock.now());
        held(agent, nvml, "the safe budget", () -> draws(nvml, 300, 308));
        held(
            agent,
            nvml,
            "a budget",
            () -> {
              gateway.publish(
                  new Message("cluster1/set", "{\"power_limit_w\":500}".getBytes(UTF_8), false));
              return draws(nvml, 480, 508) && reports(gateway, "\"jobs\":1");
            });
        held(agent, nvml, "silence", () -> draws(nvml, 300, 308));
      }
    }
  }

  private static MqttLink link(ComputeAgentConfig config, String client, String topic) {
    MqttLink link =
        new MqttLink(
            config.broker().withClientId(client),
            ComputeAgent.availability(client, false),
            ComputeAgent.availability(client, true),
            List.of(config.base() + "/" + topic));
    Await.until(client + " is connected", link::connected);
    return link;
  }

  /** By the card's own physics, which the agent does not see. */
  private static boolean draws(FakeNvml nvml, double leastW, double mostW) {
    double drawW = HOST_W + nvml.drawW(0);
    return leastW <= drawW && drawW <= mostW;
  }

  private boolean reports(MqttLink gateway, String content) {
    for (var next = gateway.poll(); next.isPresent(); next = gateway.poll()) {
      reported.append(new String(next.get().payload(), UTF_8));
    }
    return reported.indexOf(content) >= 0;
  }

  /** Seconds of the agent until something holds, three seconds in a row. */
  private void held(ComputeAgent agent, FakeNvml nvml, String what, BooleanSupplier holds) {
    int[] seconds = new int[1];
    Await.until(
        what,
        () -> {
          clock.advance(Duration.ofSeconds(1));
          nvml.time(Duration.between(BEGIN, clock.now().instant()).toMillis());
          try {
            agent.next(clock.now());
            seconds[0] = holds.getAsBoolean() ? seconds[0] + 1 : 0;
            return seconds[0] >= 3;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
