package io.spikewatt.drivers.mqtt;

import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import io.spikewatt.config.site.MqttVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;

class MoquetteLinkTest extends MqttLinkContract {

  @Override
  MqttBroker makeBroker() throws IOException {
    return new Moquette();
  }

  /** Moquette 0.17 refuses MQTT 5. */
  @Override
  MqttVersion version() {
    return MqttVersion.AUTO;
  }

  /** Moquette 0.17 does not, against the standard: only mosquitto shows that we see the flag. */
  @Override
  boolean flagsRetained() {
    return false;
  }

  private static final class Moquette implements MqttBroker {
    private final int port;
    private Server server = new Server();

    Moquette() throws IOException {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public void start() throws IOException {
      Properties settings = new Properties();
      settings.setProperty("host", "127.0.0.1");
      settings.setProperty("port", Integer.toString(port));
      settings.setProperty("allow_anonymous", "true");
      settings.setProperty("persistence_enabled", "false");
      settings.setProperty("telemetry_enabled", "false");
      settings.setProperty("netty.mqtt.message_size", Integer.toString(1 << 20));
      server = new Server();
      server.startServer(new MemoryConfig(settings));
    }

    @Override
    public void kill() {
      server.stopServer();
    }

    @Override
    public void close() {
      server.stopServer();
    }
  }
}
