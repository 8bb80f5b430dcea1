import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.procimg.Register;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * Reference: the product's libraries without the product. Ten j2mod connections read once a second,
 * a message and a row for each reading, and one OPC UA node if a server is named.
 *
 * <p>{@code BareStack NAME CLIENT FARM BROKER DATABASE [SERVER NODE]}.
 */
final class BareStack {

  private static final int DEVICES = 10;
  private static final int REGISTERS = 60;

  private BareStack() {}

  public static void main(String[] arguments) throws Exception {
    String name = arguments[0];
    ModbusTCPMaster[] masters = new ModbusTCPMaster[DEVICES];
    for (int d = 0; d < DEVICES; d++) {
      String address = "127.1." + arguments[1] + "." + (d + 1);
      masters[d] = new ModbusTCPMaster(address, Integer.parseInt(arguments[2]), 1000, false);
      masters[d].connect();
    }
    MqttClient broker =
        new MqttClient("tcp://127.0.0.1:" + arguments[3], name, new MemoryPersistence());
    broker.connect(new MqttConnectOptions());
    OpcUaClient server = null;
    if (arguments.length > 5) {
      server = OpcUaClient.create(arguments[5]);
      server.connect();
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[4]);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE row (device INTEGER, at INTEGER, value REAL)");
      connection.setAutoCommit(false);
      try (PreparedStatement row =
          connection.prepareStatement("INSERT INTO row VALUES (?, ?, ?)")) {
        long next = System.nanoTime();
        while (true) {
          for (int d = 0; d < DEVICES; d++) {
            Register[] registers = masters[d].readMultipleRegisters(1, 0, REGISTERS);
            keep(row, d, registers[3].toUnsignedShort());
            publish(broker, name + "/" + d, registers[3].toUnsignedShort());
          }
          if (server != null) {
            Object value =
                server
                    .readValue(0, TimestampsToReturn.Both, NodeId.parse(arguments[6]))
                    .value()
                    .value();
            keep(row, DEVICES, ((Number) value).doubleValue());
            publish(broker, name + "/" + DEVICES, ((Number) value).doubleValue());
          }
          connection.commit();
          next += 1_000_000_000L;
          LockSupport.parkNanos(next - System.nanoTime());
        }
      }
    }
  }

  private static void keep(PreparedStatement row, int device, double value) throws Exception {
    row.setInt(1, device);
    row.setLong(2, System.currentTimeMillis());
    row.setDouble(3, value);
    row.executeUpdate();
  }

  private static void publish(MqttClient broker, String topic, double value) throws Exception {
    byte[] payload = ("{\"value\":" + value + "}").getBytes(StandardCharsets.UTF_8);
    broker.publish(topic, payload, 1, false);
  }
}
