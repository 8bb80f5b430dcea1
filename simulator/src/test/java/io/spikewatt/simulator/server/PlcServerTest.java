package io.spikewatt.simulator.server;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PlcServerTest {

  private final TestPlant plant = new TestPlant();
  private PlcServer server = new PlcServer(plant.shared, 0);

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void aClientReadsPowersWithConsumptionPositiveAndTheSimulatedTime() throws Exception {
    server.start();
    OpcUaClient client = OpcUaClient.create(server.url()).connect();
    try {
      List<DataValue> values =
          read(client, "Feeder/ActivePower", "Feeder/Frequency", "Compute/ActivePower");
      double feederW =
          plant.shared.read(now -> -now.truth().powers().loadW() - now.truth().powers().heaterW());
      assertEquals(feederW, number(values.get(0)), 1e-6);
      assertTrue(feederW > 100);
      assertEquals(50, number(values.get(1)), 0.1);
      assertEquals(500, number(values.get(2)), 1);
      assertEquals(
          plant.shared.read(now -> new DateTime(now.instant())), values.get(0).getSourceTime());
    } finally {
      client.disconnect();
    }
  }

  @Test
  void theCarsValuesAreBadWhileNoneIsPluggedIn() throws Exception {
    server.start(); // noon on a Wednesday: the car is away
    OpcUaClient client = OpcUaClient.create(server.url()).connect();
    try {
      String[] ofCar = {
        "EvCharger/Soc", "EvCharger/SocTarget", "EvCharger/DepartureIn", "EvCharger/Capacity"
      };
      for (DataValue value : read(client, ofCar)) {
        assertEquals(StatusCodes.Bad_NoData, value.getStatusCode().getValue());
      }
      assertEquals(false, read(client, "EvCharger/Connected").getFirst().getValue().getValue());
      plant.seconds(8 * 3_600);
      List<DataValue> values = read(client, ofCar);
      assertEquals(true, read(client, "EvCharger/Connected").getFirst().getValue().getValue());
      assertTrue(number(values.get(0)) >= 30 && number(values.get(0)) <= 45);
      assertEquals(80, number(values.get(1)), 1e-9);
      assertEquals(11.2 * 3_600, number(values.get(2)), 1_800);
      assertEquals(60, number(values.get(3)), 1e-9);
    } finally {
      client.disconnect();
    }
  }

  @Test
  void setpointsAreObeyedAndReadOnlyNodesAndNonsenseRefused() throws Exception {
    server.start();
    OpcUaClient client = OpcUaClient.create(server.url()).connect();
    try {
      assertTrue(write(client, "Compute/PowerBudget", 1_500.0).isGood());
      plant.seconds(30);
      assertEquals(1_500, number(read(client, "Compute/ActivePower").getFirst()), 5);
      plant.seconds(60);
      assertEquals(500, number(read(client, "Compute/PowerBudget").getFirst()), 1e-9);
      assertFalse(write(client, "Compute/PowerBudget", Double.NaN).isGood());
      assertFalse(write(client, "Feeder/ActivePower", 1.0).isGood());
      assertFalse(write(client, "No/SuchNode", 1.0).isGood());
    } finally {
      client.disconnect();
    }
  }

  @Test
  void aKilledServerIsGoneForItsClientsAndComesBackAgainAndAgain() throws Exception {
    server.start();
    int port = server.port();
    OpcUaClient client =
        OpcUaClient.create(
                server.url(),
                endpoints -> endpoints.stream().findFirst(),
                transport -> {},
                config -> config.setRequestTimeout(uint(2_000)))
            .connect();
    server.stop();
    assertThrows(UaException.class, () -> read(client, "Feeder/ActivePower"));
    int threads = 0;
    for (int round = 0; round < Tool.RESTARTS; round++) {
      // What the library shares among its servers has been started by now.
      threads = round == 1 ? Thread.activeCount() : threads;
      server.start();
      assertEquals(port, server.port());
      OpcUaClient fresh = OpcUaClient.create(server.url()).connect();
      assertTrue(number(read(fresh, "Feeder/ActivePower").getFirst()) > 0);
      fresh.disconnect();
      server.stop();
    }
    client.disconnect();
    int left = Thread.activeCount() - threads;
    assertTrue(left < Tool.RESTARTS, () -> left + " threads more than after the first restart");
  }

  private static List<DataValue> read(OpcUaClient client, String... nodes) throws UaException {
    return client.readValues(
        0, TimestampsToReturn.Both, Stream.of(nodes).map(PlcServerTest::node).toList());
  }

  private static StatusCode write(OpcUaClient client, String node, double value)
      throws UaException {
    return client
        .writeValues(List.of(node(node)), List.of(DataValue.valueOnly(Variant.ofDouble(value))))
        .getFirst();
  }

  private static NodeId node(String path) {
    return new NodeId(2, path);
  }

  private static double number(DataValue value) {
    assertTrue(value.getStatusCode().isGood(), () -> value.toString());
    return Optional.ofNullable((Double) value.getValue().getValue()).orElseThrow();
  }
}
