package io.spikewatt.drivers.topic;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.drivers.DeviceContract;
import io.spikewatt.drivers.mqtt.Mosquitto;
import io.spikewatt.drivers.mqtt.MqttLink;
import io.spikewatt.drivers.mqtt.TestLinks;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cluster's power manager, a client of its own, behind a real broker. */
@Timeout(120)
class MqttDeviceContractTest extends DeviceContract {

  private static final String STATE = "hpc/state";

  @TempDir Path directory;

  @Override
  protected Rig rig() throws Exception {
    return new BrokerRig(new Mosquitto(directory));
  }

  private static final class BrokerRig implements Rig {
    private final Mosquitto broker;
    private final MqttLink gateway;
    private final MqttLink manager;
    private final Mailbox arrivals;
    private final MqttDevice device;

    BrokerRig(Mosquitto broker) throws Exception {
      this.broker = broker;
      broker.start();
      String url = "tcp://127.0.0.1:" + broker.port();
      gateway = TestLinks.link(url, "gateway", MqttVersion.AUTO, TestLinks::quick);
      manager = TestLinks.link(url, "manager", MqttVersion.AUTO, TestLinks::quick);
      DeviceProfile profile = ProfileLoader.shipped("mqtt-compute");
      DeviceProfile.Mqtt topics = assertInstanceOf(DeviceProfile.Mqtt.class, profile.points());
      device = new MqttDevice("hpc1", topics, "hpc", profile.response(), gateway);
      arrivals = gateway.watch(Set.of(STATE));
      awaitTelemetry();
    }

    @Override
    public Device device() {
      return device;
    }

    @Override
    public void cut() {
      try {
        broker.kill();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      Await.until("the loss is noticed", () -> !gateway.connected());
    }

    @Override
    public void restore() {
      try {
        broker.start();
      } catch (java.io.IOException e) {
        throw new AssertionError(e);
      }
      awaitTelemetry();
    }

    @Override
    public Set<Signal> unreported() {
      return device.inputs().stream()
          .filter(input -> input.quantity() != Quantity.POWER_W)
          .collect(Collectors.toSet());
    }

    @Override
    public double writable(Signal output) {
      return 5_500;
    }

    @Override
    public void close() {
      gateway.close();
      manager.close();
      broker.close();
    }

    /** The manager publishes; the device's mailbox got it when the one beside it did. */
    private void awaitTelemetry() {
      Await.until("connected", () -> gateway.connected() && manager.connected());
      while (arrivals.poll().isPresent()) {}
      byte[] state = "{\"power_w\": 5200}".getBytes(StandardCharsets.UTF_8);
      Await.until(
          "telemetry",
          () -> {
            manager.publish(Message.fleeting(STATE, state));
            Optional<Message> next = arrivals.poll();
            return next.isPresent() && !next.get().retained();
          });
    }
  }
}
