package io.spikewatt.fleet.stream;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * A stream of a RabbitMQ cluster, read over AMQP. The library's own recovery is off: it would begin
 * at the first offset again, and only the store knows how far it has come.
 */
public final class RabbitStream implements RecordStream {

  private static final int CONNECT_MILLIS = 5_000;

  /** A node that is cut off, not dead, is noticed after two of these. */
  private static final int HEARTBEAT_S = 10;

  /** Messages that the broker sends ahead of their being stored. */
  private static final int AHEAD = 2_000;

  private static final int NOT_FOUND = AMQP.NOT_FOUND;
  private static final String EXCHANGE = "amq.topic";

  /**
   * A week of records: as long as a gateway itself sends what is not answered. The oldest segment
   * goes as a whole, so segments are a fifth of their usual size.
   */
  private static final Map<String, Object> ARGUMENTS =
      Map.of(
          "x-queue-type",
          "stream",
          "x-initial-cluster-size",
          3,
          "x-max-age",
          "7D",
          "x-stream-max-segment-size-bytes",
          100_000_000);

  /** A message with its number on this channel, or the end. */
  private record Delivery(long tag, @Nullable StreamMessage message, String end) {}

  private final Connection connection;
  private final Channel channel;
  private final BlockingQueue<Delivery> arrived;

  private RabbitStream(Connection connection, Channel channel, BlockingQueue<Delivery> arrived) {
    this.connection = connection;
    this.channel = channel;
    this.arrived = arrived;
  }

  /** The routing key under which RabbitMQ routes a topic of MQTT. */
  public static String pattern(String topic) {
    return topic.replace('/', '.');
  }

  /**
   * Opens streams at an address, each time at another node: each node reads its own replica.
   *
   * @param pattern routing key of the messages that the stream is to hold, with wildcards of AMQP
   * @param tls the coordinator's certificate and whom it trusts; needed if the address is encrypted
   */
  public static Source source(StreamAddress address, String pattern, Optional<SSLContext> tls) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(CONNECT_MILLIS);
    factory.setHandshakeTimeout(CONNECT_MILLIS);
    factory.setChannelRpcTimeout(2 * CONNECT_MILLIS);
    factory.setRequestedHeartbeat(HEARTBEAT_S);
    factory.setExceptionHandler(new DefaultExceptionHandler());
    if (address.encrypted()) {
      factory.useSslProtocol(tls.orElseThrow());
      factory.enableHostnameVerification();
      factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
    }
    AtomicInteger attempts = new AtomicInteger();
    return from -> open(factory, address.from(attempts.getAndIncrement()), pattern, from);
  }

  private static RabbitStream open(
      ConnectionFactory factory, StreamAddress address, String pattern, OptionalLong from)
      throws IOException {
    Connection connection = null;
    try {
      connection =
          factory.newConnection(
              address.nodes().stream().map(node -> new Address(node.host(), node.port())).toList(),
              "spikewatt-fleet records");
      declare(connection, address.stream(), pattern);
      Channel channel = connection.createChannel();
      channel.basicQos(AHEAD);
      BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
      String _ =
          channel.basicConsume(
              address.stream(),
              false,
              Map.of("x-stream-offset", from.isPresent() ? (Object) from.getAsLong() : "first"),
              new Arrivals(channel, arrived));
      Logger.debug(
          "records are read from the stream {} at {}, from {}",
          address.stream(),
          connection.getAddress() + ":" + connection.getPort(),
          from.isPresent() ? "offset " + from.getAsLong() : "its first message");
      return new RabbitStream(connection, channel, arrived);
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      if (connection != null) {
        connection.abort(CONNECT_MILLIS);
      }
      throw failure(address.stream(), e);
    }
  }

  /** Looked for first, because a stream that is there may have other settings by a person. */
  private static void declare(Connection connection, String stream, String pattern)
      throws IOException {
    Channel first = connection.createChannel();
    try {
      AMQP.Queue.DeclareOk _ = first.queueDeclarePassive(stream);
    } catch (IOException e) {
      if (!notFound(e)) {
        throw e;
      }
      first = connection.createChannel();
      AMQP.Queue.DeclareOk _ = first.queueDeclare(stream, true, false, false, ARGUMENTS);
    }
    AMQP.Queue.BindOk _ = first.queueBind(stream, EXCHANGE, pattern);
    try {
      first.close();
    } catch (TimeoutException e) {
      throw new IOException("the broker does not answer", e);
    }
  }

  private static boolean notFound(IOException e) {
    return e.getCause() instanceof ShutdownSignalException signal
        && signal.getReason() instanceof AMQP.Channel.Close close
        && close.getReplyCode() == NOT_FOUND;
  }

  private static IOException failure(String stream, Exception e) {
    Throwable why = e.getMessage() == null && e.getCause() != null ? e.getCause() : e;
    return new IOException("stream " + stream + ": " + why, e);
  }

  @Override
  public List<StreamMessage> next(int most, Duration wait)
      throws IOException, InterruptedException {
    List<Delivery> taken = new ArrayList<>();
    Delivery first = arrived.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (first == null) {
      return List.of();
    }
    taken.add(first);
    int _ = arrived.drainTo(taken, most - 1);
    List<StreamMessage> messages = new ArrayList<>();
    for (Delivery delivery : taken) {
      if (delivery.message == null) {
        throw new IOException(delivery.end);
      }
      messages.add(delivery.message);
    }
    try {
      // Only lets the broker send more: a stream forgets nothing.
      channel.basicAck(taken.getLast().tag, true);
    } catch (AlreadyClosedException e) {
      throw new IOException("the stream's reader was cut off", e);
    }
    return messages;
  }

  @Override
  public void close() {
    connection.abort(CONNECT_MILLIS);
  }

  /** On a thread of the library's. */
  private static final class Arrivals extends DefaultConsumer {
    private final BlockingQueue<Delivery> arrived;

    Arrivals(Channel channel, BlockingQueue<Delivery> arrived) {
      super(channel);
      this.arrived = arrived;
    }

    @Override
    public void handleDelivery(
        String consumer, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      Object header = properties.getHeaders().get("x-stream-offset");
      long offset = ((Number) Objects.requireNonNull(header, "an offset")).longValue();
      arrived.add(
          new Delivery(
              envelope.getDeliveryTag(),
              new StreamMessage(offset, envelope.getRoutingKey().replace('.', '/'), body),
              ""));
    }

    @Override
    public void handleCancel(String consumer) {
      arrived.add(new Delivery(0, null, "the broker has ended the reading of the stream"));
    }

    @Override
    public void handleShutdownSignal(String consumer, ShutdownSignalException signal) {
      arrived.add(new Delivery(0, null, "the stream's reader was cut off: " + signal.getMessage()));
    }
  }
}
