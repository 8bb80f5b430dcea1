package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.tinylog.Logger;

/** MQTT 3.1.1, by Paho. */
final class Mqtt3Client implements ProtocolClient {

  private final ConnectSettings settings;
  private final Guarded client;

  Mqtt3Client(ConnectSettings settings, StreamGuards guards, Observer observer) throws IOException {
    this.settings = settings;
    try {
      this.client = new Guarded(settings, guards);
    } catch (MqttException e) {
      throw failure(e);
    }
    client.setCallback(new Arrivals(observer));
  }

  @Override
  public void connect() throws IOException {
    try {
      client.connect(options()).waitForCompletion(ConnectSettings.CONNECTED_WITHIN_MILLIS);
    } catch (MqttException e) {
      throw failure(e);
    }
  }

  private MqttConnectOptions options() {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setCleanSession(true);
    options.setAutomaticReconnect(false);
    options.setConnectionTimeout(ConnectSettings.CONNECT_SECONDS);
    options.setKeepAliveInterval(ConnectSettings.KEEP_ALIVE_SECONDS);
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    settings
        .will()
        .ifPresent(
            will ->
                options.setWill(
                    will.topic(), will.payload(), ConnectSettings.AT_LEAST_ONCE, will.retained()));
    settings.tls().ifPresent(options::setSocketFactory);
    options.setHttpsHostnameVerificationEnabled(true);
    settings.user().ifPresent(options::setUserName);
    settings.password().ifPresent(password -> options.setPassword(password.toCharArray()));
    return options;
  }

  @Override
  public BrokerLimits limits() {
    return BrokerLimits.UNKNOWN;
  }

  @Override
  public List<String> subscribe(List<String> filters, boolean asPublished) throws IOException {
    int[] qos = new int[filters.size()];
    Arrays.fill(qos, ConnectSettings.AT_LEAST_ONCE);
    try {
      IMqttToken token = client.subscribe(filters.toArray(String[]::new), qos);
      token.waitForCompletion(ConnectSettings.ANSWER_MILLIS);
      return ProtocolClient.denied(filters, token.getGrantedQos());
    } catch (MqttException e) {
      throw failure(e);
    }
  }

  @Override
  public void publish(Message message, int qos, Consumer<Outcome> outcome) throws IOException {
    try {
      client.publish(
          message.topic(),
          message.payload(),
          qos,
          message.retained(),
          null,
          new Confirmation(outcome));
    } catch (MqttException e) {
      throw failure(e);
    }
  }

  /** The library's own way to disconnect leaves a thread behind if the packet cannot be sent. */
  @Override
  public void close() {
    try {
      client.disconnectForcibly(
          client.isConnected() ? ConnectSettings.QUIESCE_MILLIS : 0,
          ConnectSettings.DISCONNECT_MILLIS,
          client.isConnected());
      client.close(true);
    } catch (MqttException e) {
      Logger.warn("the MQTT client does not close: {}", failure(e).getMessage());
    }
  }

  private static IOException failure(MqttException e) {
    return ProtocolClient.failure(e.getReasonCode() == 0 ? "" : e.getMessage(), e);
  }

  private static final class Guarded extends MqttAsyncClient {
    private final StreamGuards guards;

    Guarded(ConnectSettings settings, StreamGuards guards) throws MqttException {
      super(settings.broker(), settings.clientId(), new MemoryPersistence());
      this.guards = guards;
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectOptions options)
        throws MqttException {
      return Arrays.stream(super.createNetworkModules(address, options))
          .map(module -> new GuardedModule(module, guards))
          .toArray(NetworkModule[]::new);
    }
  }

  private record GuardedModule(NetworkModule module, StreamGuards guards) implements NetworkModule {

    @Override
    public void start() throws IOException, MqttException {
      module.start();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return guards.in(module.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return guards.out(module.getOutputStream());
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

  private record Confirmation(Consumer<Outcome> outcome) implements IMqttActionListener {

    @Override
    public void onSuccess(IMqttToken token) {
      outcome.accept(Outcome.CONFIRMED);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable why) {
      outcome.accept(Outcome.CONNECTION_LOST);
    }
  }

  private record Arrivals(Observer observer) implements MqttCallback {

    @Override
    public void connectionLost(Throwable why) {
      observer.lost(String.valueOf(why));
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      observer.arrived(new Message(topic, message.getPayload(), message.isRetained()));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {}
  }
}
