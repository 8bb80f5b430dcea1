package io.spikewatt.simulator.server;

import io.moquette.BrokerConstants;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.net.BindException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT 3.1.1 broker on loopback, for anonymous clients, with nothing kept on disk.
 *
 * <p>Its own TRACE logging consumes the payloads, so that subscribers get empty messages: keep the
 * level of {@code io.moquette} at INFO or above.
 */
public final class BrokerServer implements PlantServer {

  private int port;
  private @Nullable Server broker;

  /**
   * @param port on 127.0.0.1; 0 takes a free one at the first start and keeps it
   */
  public BrokerServer(int port) {
    this.port = port;
  }

  @Override
  public synchronized void start() throws IOException {
    if (broker != null) {
      return;
    }
    if (port == 0) {
      port = FreePort.find();
    }
    MemoryConfig config = new MemoryConfig(new Properties());
    config.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
    config.setProperty(IConfig.PORT_PROPERTY_NAME, Integer.toString(port));
    config.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
    config.setProperty(BrokerConstants.ALLOW_ZERO_BYTE_CLIENT_ID_PROPERTY_NAME, "true");
    config.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
    // The broker would report its start to its makers.
    config.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
    // Its default is smaller than a plan of 36 hours.
    config.setProperty(IConfig.NETTY_MAX_BYTES_PROPERTY_NAME, "262144");
    config.setProperty(IConfig.BUFFER_FLUSH_MS_PROPERTY_NAME, "0");
    config.setProperty(IConfig.WEB_SOCKET_PORT_PROPERTY_NAME, "disabled");
    Server started = new Server();
    try {
      started.startServer(config);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof BindException taken) {
        throw new IOException("port " + port + " on 127.0.0.1: " + taken.getMessage(), e);
      }
      throw e;
    }
    broker = started;
  }

  @Override
  public synchronized void stop() {
    if (broker != null) {
      broker.stopServer();
      broker = null;
    }
  }

  @Override
  public synchronized int port() {
    return port;
  }
}
