package io.spikewatt.controller.compute.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.compute.budget.BudgetFinding.Kind;
import io.spikewatt.drivers.mqtt.MqttLink;
import io.spikewatt.hal.message.Message;
import io.spikewatt.testkit.Await;
import io.spikewatt.testkit.MosquittoProcess;
import io.spikewatt.testkit.MosquittoServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios of an agent that are about its broker, over a real one; time is simulated. */
class AgentOverMqttTest {

  @TempDir Path directory;

  private MosquittoProcess broker;
  private final List<MqttLink> links = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    MosquittoServer.assumeInstalled();
    broker = new MosquittoProcess(directory, List.of("allow_anonymous true"));
    broker.start();
  }

  @AfterEach
  void stop() {
    links.forEach(MqttLink::close);
    broker.close();
  }

  private MqttLink link(String client, String subscription) {
    String url = "tcp://127.0.0.1:" + broker.port();
    Message will = new Message(client + "/status", new byte[0], false);
    MqttLink link =
        new MqttLink(AgentRun.broker(url).withClientId(client), will, will, List.of(subscription));
    links.add(link);
    Await.until(client + " is connected", link::connected);
    return link;
  }

  private MqttLink agentLink() {
    MqttLink link =
        new MqttLink(
            AgentRun.broker("tcp://127.0.0.1:" + broker.port()),
            ComputeAgent.availability(AgentRun.BASE, false),
            ComputeAgent.availability(AgentRun.BASE, true),
            List.of(AgentRun.BASE + "/set"));
    links.add(link);
    Await.until("the agent is connected", link::connected);
    return link;
  }

  private AgentRun run(PlantBox box, MqttLink port) throws InterruptedException {
    return new AgentRun(
        box, box.all(), directory, OptionalDouble.empty(), List.of(), Optional.of(port));
  }

  /** Seconds pass until a budget is in force: it comes when the broker hands it over. */
  private static void budgetArrives(
      AgentRun run, MqttLink gateway, double limitW, boolean retained) {
    byte[] payload = "{\"power_limit_w\": %s}".formatted(limitW).getBytes(UTF_8);
    Await.until(
        "a budget of " + limitW,
        () -> {
          gateway.publish(new Message(AgentRun.BASE + "/set", payload, retained));
          try {
            return run.second().decision().budgetW() == limitW;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void a_broker_that_goes_away_leaves_the_safe_budget_within_10_s() throws Exception {
    PlantBox box = new PlantBox();
    MqttLink gateway = link("gateway", "cluster1/#");
    MqttLink port = agentLink();
    AgentRun run = run(box, port);
    budgetArrives(run, gateway, 700, false);
    run.seconds(5);
    assertTrue(box.meterW() > 500, "before: " + box.meterW());
    broker.kill();
    Await.until("the agent noticed", () -> !port.connected());
    run.second(); // Takes a budget that was on its way; the silence begins now.
    run.seconds(10);
    assertTrue(box.meterW() <= AgentRun.SAFE_W + 10, "safe: " + box.meterW());
    assertTrue(run.found(Kind.SILENT));
    broker.start();
    Await.until("both are back", () -> gateway.connected() && port.connected());
    budgetArrives(run, gateway, 650, false);
    assertFalse(run.found(Kind.SILENT));
  }

  @Test
  void an_old_budget_that_the_broker_kept_is_refused() throws Exception {
    PlantBox box = new PlantBox();
    MqttLink gateway = link("gateway", "nothing");
    byte[] old = "{\"power_limit_w\": 790}".getBytes(UTF_8);
    gateway.publish(new Message(AgentRun.BASE + "/set", old, true));
    MqttLink other = link("other", AgentRun.BASE + "/set");
    Await.until("the broker has it", () -> other.poll().isPresent());
    MqttLink port = agentLink();
    AgentRun run = run(box, port);
    Await.until(
        "it was refused",
        () -> {
          try {
            run.second();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          assertEquals(AgentRun.SAFE_W, run.report().decision().budgetW());
          return run.found(Kind.BUDGET_REFUSED);
        });
    assertTrue(run.text(Kind.BUDGET_REFUSED).contains("no known age"));
  }

  @Test
  void the_gateway_sees_state_and_availability() throws Exception {
    PlantBox box = new PlantBox();
    MqttLink gateway = link("gateway", "cluster1/#");
    MqttLink port = agentLink();
    AgentRun run = run(box, port);
    budgetArrives(run, gateway, 500, false);
    awaits(gateway, "availability", "online");
    awaits(gateway, "state", "\"power_limit_w\":500");
    port.close();
    awaits(gateway, "availability", "offline");
  }

  private static void awaits(MqttLink gateway, String topic, String content) {
    Await.until(
        topic + " has " + content,
        () -> {
          Optional<Message> next = gateway.poll();
          return next.filter(message -> message.topic().endsWith("/" + topic))
              .filter(message -> new String(message.payload(), UTF_8).contains(content))
              .isPresent();
        });
  }
}
