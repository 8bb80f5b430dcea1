import io.spikewatt.controller.member.SiteServices;
import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.member.MemberIdentity;
import io.spikewatt.controller.member.RecordForwarder;
import io.spikewatt.controller.member.RoundConsent;
import io.spikewatt.controller.member.SiteLearner;
import io.spikewatt.controller.protocol.CoordinatorMessage;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.KeySignatures;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.controller.protocol.TrialReport;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.hal.message.ForwardingPort;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.federated.WeightUpdate;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A gateway without a site: the product's link, member and forwarder over a made-up day. Its
 * batches are counted where they pass.
 */
final class LightGateway implements AutoCloseable {

  static final Instant DAY = Instant.parse("2026-06-01T00:00:00Z");
  static final int QUARTERS = 96;
  static final List<String> KINDS = List.of("grid-w", "load-w", "pv-w");
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final int PROTOCOL_BYTES = 8;

  final String name;
  private final int number;
  private final CountingPort port;
  private final FleetMember member;

  /** Quarter hours of the day that are over; any thread may set it. */
  private volatile int passed;

  LightGateway(
      String name,
      int number,
      FleetAccess access,
      FleetTopics topics,
      PublicKey coordinator,
      SharedModel first,
      KeySignatures signatures) {
    this.name = name;
    this.number = number;
    port = new CountingPort(access.gateway(name, topics));
    member =
        new FleetMember(
            new MemberIdentity(name, "Europe", "light", signatures),
            topics,
            port,
            coordinator,
            new Untaught(first),
            RoundConsent.ALWAYS,
            new SiteServices(Optional.of(new RecordForwarder(this::rows)), Optional.empty()),
            new Random(number));
  }

  /** Rows of quarter hours that are over, from a time on. */
  private List<QuarterRecord> rows(Instant from) {
    List<QuarterRecord> rows = new ArrayList<>();
    long first =
        from.isBefore(DAY)
            ? 0
            : Math.ceilDiv(Duration.between(DAY, from).toMillis(), QUARTER.toMillis());
    for (int quarter = (int) Math.min(first, QUARTERS); quarter < passed; quarter++) {
      for (int kind = 0; kind < KINDS.size(); kind++) {
        rows.add(
            new QuarterRecord(
                DAY.plus(QUARTER.multipliedBy(quarter)),
                KINDS.get(kind),
                0,
                value(number, quarter, kind),
                ""));
      }
    }
    return rows;
  }

  /** A value by which a row that got lost or changed shows in a sum. */
  static double value(int gateway, int quarter, int kind) {
    return gateway * 1000.0 + quarter + kind * 0.25;
  }

  /** One step of the gateway, as a daemon does each second. */
  void step(Moment now, int quarters) {
    passed = quarters;
    member.step(now);
  }

  boolean connected() {
    return port.connected();
  }

  boolean welcome() {
    return member.welcome();
  }

  long connections() {
    return port.connections();
  }

  /** Version of the model that it has; -1 = none. */
  long model() {
    return member.model().map(SharedModel::round).orElse(-1L);
  }

  /** Lets the report of a trial go. */
  void report() {
    port.report();
  }

  /** Numbers of the batches that the broker has confirmed. */
  Set<Long> confirmed() {
    Set<Long> numbers = new TreeSet<>();
    port.sent.forEach(
        (number, deliveries) -> {
          if (deliveries.stream().anyMatch(d -> d.state() == MessageDelivery.State.CONFIRMED)) {
            numbers.add(number);
          }
        });
    return numbers;
  }

  @Override
  public String toString() {
    return "%s: connected %s, welcome %s, %d batches sent, %d confirmed, %d answered"
        .formatted(name, connected(), welcome(), port.sent.size(), confirmed().size(), stored());
  }

  /** Batches that the coordinator has answered. */
  int stored() {
    return port.stored.size();
  }

  /** Rows that were answered; a gateway keeps the others and sends them again. */
  int acknowledged() {
    return port.acknowledged();
  }

  /** Whether all batches were answered and the day is over. */
  boolean done() {
    return passed == QUARTERS && port.stored.containsAll(port.sent.keySet()) && port.lastRow();
  }

  List<String> refusals() {
    return member.refusals();
  }

  @Override
  public void close() {
    port.close();
  }

  /** The link, with a look at what passes. */
  private static final class CountingPort extends ForwardingPort {
    final Map<Long, ConcurrentLinkedQueue<MessageDelivery>> sent = new ConcurrentHashMap<>();
    private final Map<Long, Instant> ends = new ConcurrentHashMap<>();
    final Set<Long> stored = ConcurrentHashMap.newKeySet();
    private volatile Instant newest = Instant.EPOCH;
    private boolean mayReport;
    private Optional<Message> held = Optional.empty();

    CountingPort(MessagePort link) {
      super(link);
    }

    int acknowledged() {
      return stored.stream().map(ends::get).mapToInt(end -> rowsUntil(end)).max().orElse(0);
    }

    private static int rowsUntil(Instant last) {
      return (int) (Duration.between(DAY, last).dividedBy(QUARTER) + 1) * KINDS.size();
    }

    boolean lastRow() {
      return newest.equals(DAY.plus(QUARTER.multipliedBy(QUARTERS - 1L)));
    }

    @Override
    public void publish(Message message) {
      if (message.topic().endsWith("/" + RecordBatch.TOPIC)) {
        long number = ByteBuffer.wrap(message.payload()).getLong(PROTOCOL_BYTES);
        newest = last(message.payload());
        ends.put(number, newest);
        sent.computeIfAbsent(number, _ -> new ConcurrentLinkedQueue<>()).add(port.send(message));
      } else if (message.topic().endsWith("/" + TrialReport.TOPIC)) {
        hold(message);
      } else {
        port.publish(message);
      }
    }

    private static Instant last(byte[] batch) {
      try {
        return RecordBatch.decoded(batch).rows().getLast().at();
      } catch (io.spikewatt.controller.json.MalformedMessage e) {
        throw new IllegalStateException(e);
      }
    }

    private synchronized void hold(Message report) {
      if (mayReport) {
        port.publish(report);
      } else {
        held = Optional.of(report);
      }
    }

    synchronized void report() {
      mayReport = true;
      held.ifPresent(port::publish);
      held = Optional.empty();
    }

    @Override
    public Optional<Message> poll() {
      Optional<Message> next = port.poll();
      next.filter(m -> m.topic().endsWith("/" + CoordinatorMessage.STORED.topic()))
          .ifPresent(m -> stored.add(Long.parseLong(new String(m.payload()))));
      return next;
    }
  }

  /** Trains nothing; finds each newer version better, so that it is released. */
  private record Untaught(SharedModel first) implements SiteLearner {

    @Override
    public String features() {
      return first.features();
    }

    @Override
    public int weights() {
      return first.weights().length;
    }

    @Override
    public WeightUpdate update(float[] shared) {
      return WeightUpdate.none(shared.length);
    }

    @Override
    public double error(List<float[]> versions) {
      return 1;
    }
  }
}
