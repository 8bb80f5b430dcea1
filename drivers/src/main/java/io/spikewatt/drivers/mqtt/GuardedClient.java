package io.spikewatt.drivers.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Paho's client with our two guards between it and the network, for both TCP and TLS. */
final class GuardedClient extends MqttAsyncClient {

  private final byte[] mark;
  private final AtomicLong refused;

  GuardedClient(String broker, String clientId, byte[] mark, AtomicLong refused)
      throws MqttException {
    super(broker, clientId, new MemoryPersistence());
    this.mark = mark;
    this.refused = refused;
  }

  @Override
  protected NetworkModule[] createNetworkModules(String address, MqttConnectOptions options)
      throws MqttException {
    NetworkModule[] modules = super.createNetworkModules(address, options);
    for (int i = 0; i < modules.length; i++) {
      modules[i] = new GuardedModule(modules[i]);
    }
    return modules;
  }

  private final class GuardedModule implements NetworkModule {
    private final NetworkModule module;

    GuardedModule(NetworkModule module) {
      this.module = module;
    }

    @Override
    public void start() throws IOException, MqttException {
      module.start();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new HeldEndStream(new PacketGate(module.getInputStream(), mark, refused));
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return module.getOutputStream();
    }

    @Override
    public void stop() throws IOException {
      module.stop();
    }

    @Override
    public String getServerURI() {
      return module.getServerURI();
    }
  }
}
