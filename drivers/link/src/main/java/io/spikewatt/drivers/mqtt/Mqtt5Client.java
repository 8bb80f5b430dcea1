package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.tinylog.Logger;

/**
 * MQTT 5, by Paho. The broker keeps no session beyond the connection, as with 3.1.1. It may send
 * {@link #RECEIVE_MAXIMUM} messages before we confirm one, and no topic aliases. We announce no
 * largest packet. Mosquitto 2.0.21 would drop a larger message and go on counting it as sent, so
 * after twenty of them it would send nothing more.
 */
final class Mqtt5Client implements ProtocolClient {

  /** Twice the messages that wait for the callback in the library. */
  private static final int RECEIVE_MAXIMUM = 20;

  /** Lets a broker or bridge sort messages without reading the payload. */
  private static final UserProperty HISTORICAL = new UserProperty("historical", "true");

  private final ConnectSettings settings;
  private final StreamGuards guards;
  private final Guarded client;

  Mqtt5Client(ConnectSettings settings, StreamGuards guards, Observer observer) throws IOException {
    this.settings = settings;
    this.guards = guards;
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

  private MqttConnectionOptions options() {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setSessionExpiryInterval(0L);
    options.setAutomaticReconnect(false);
    options.setConnectionTimeout(ConnectSettings.CONNECT_SECONDS);
    options.setKeepAliveInterval(ConnectSettings.KEEP_ALIVE_SECONDS);
    options.setReceiveMaximum(RECEIVE_MAXIMUM);
    options.setTopicAliasMaximum(0);
    options.setRequestProblemInfo(false);
    settings
        .will()
        .ifPresent(
            will -> options.setWill(will.topic(), message(will, ConnectSettings.AT_LEAST_ONCE)));
    settings.tls().ifPresent(options::setSocketFactory);
    options.setHttpsHostnameVerificationEnabled(true);
    settings.user().ifPresent(options::setUserName);
    settings
        .password()
        .ifPresent(password -> options.setPassword(password.getBytes(StandardCharsets.UTF_8)));
    return options;
  }

  private static MqttMessage message(Message message, int qos) {
    MqttProperties properties = new MqttProperties();
    message
        .expiry()
        .ifPresent(expiry -> properties.setMessageExpiryInterval(Math.max(1, expiry.toSeconds())));
    if (message.kind() == Message.Kind.HISTORICAL) {
      properties.setUserProperties(List.of(HISTORICAL));
    }
    return new MqttMessage(message.payload(), qos, message.retained(), properties);
  }

  @Override
  public BrokerLimits limits() {
    return guards.limits();
  }

  @Override
  public List<String> subscribe(List<String> filters, boolean asPublished) throws IOException {
    MqttSubscription[] wanted =
        filters.stream()
            .map(filter -> subscription(filter, asPublished))
            .toArray(MqttSubscription[]::new);
    try {
      IMqttToken token = client.subscribe(wanted);
      token.waitForCompletion(ConnectSettings.ANSWER_MILLIS);
      return ProtocolClient.denied(filters, token.getReasonCodes());
    } catch (MqttException e) {
      throw failure(e);
    }
  }

  private static MqttSubscription subscription(String filter, boolean asPublished) {
    MqttSubscription subscription = new MqttSubscription(filter, ConnectSettings.AT_LEAST_ONCE);
    subscription.setRetainAsPublished(asPublished);
    return subscription;
  }

  @Override
  public void publish(Message message, int qos, Consumer<Outcome> outcome) throws IOException {
    try {
      client.publish(message.topic(), message(message, qos), null, new Confirmation(outcome));
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
    protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options)
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

  private record Confirmation(Consumer<Outcome> outcome) implements MqttActionListener {

    @Override
    public void onSuccess(IMqttToken token) {
      int[] codes = token.getReasonCodes();
      outcome.accept(codes == null || codes.length == 0 ? Outcome.CONFIRMED : outcome(codes[0]));
    }

    private static Outcome outcome(int code) {
      return switch (code) {
        case MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED,
            MqttReturnCode.RETURN_CODE_TOPIC_NAME_INVALID,
            MqttReturnCode.RETURN_CODE_PAYLOAD_FORMAT_INVALID ->
            Outcome.REFUSED;
        default ->
            code < MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR
                ? Outcome.CONFIRMED
                : Outcome.NOT_TAKEN;
      };
    }

    @Override
    public void onFailure(IMqttToken token, Throwable why) {
      outcome.accept(Outcome.CONNECTION_LOST);
    }
  }

  private record Arrivals(Observer observer) implements MqttCallback {

    @Override
    public void disconnected(MqttDisconnectResponse why) {
      observer.lost(reason(why));
    }

    private static String reason(MqttDisconnectResponse why) {
      return why.getException() == null
          ? "the broker ended it, code " + why.getReturnCode()
          : why.getException().toString();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      observer.arrived(new Message(topic, message.getPayload(), message.isRetained()));
    }

    @Override
    public void mqttErrorOccurred(MqttException why) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String broker) {}

    @Override
    public void authPacketArrived(int code, MqttProperties properties) {}
  }
}
