package io.spikewatt.drivers.opcua;

import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.jspecify.annotations.Nullable;

/**
 * One server: one self-restoring session, shared by all devices on it. Devices read with the same
 * {@code now} share one answer, or its failure: one bulk read, or the subscription's values so far.
 * All devices of a link must be created before the first read, and are used by one thread at a
 * time. No call exceeds the connection's timeout; only the first call waits for the connection.
 */
public final class OpcUaLink implements AutoCloseable {

  /** A second missing answer means that the session is lost, even if TCP is connected. */
  private static final int TIMEOUTS_TO_RECONNECT = 2;

  /** Advice about late answers. */
  static final String TOO_SLOW = "; if the server is too slow, raise timeout-ms";

  private final Duration timeout;
  private final OpcUaConnection keeper;
  private final RequestedNodes nodes = new RequestedNodes();
  private final Map<NodeAddress, NodeType> seenTypes = new HashMap<>();
  private @Nullable Moment lastRead;
  private BulkAnswer lastAnswer = new BulkAnswer.Failed(Fault.of(Kind.NEVER_READ, ""));
  private boolean used;
  private int devices;
  private int timeouts;

  /**
   * Connects at the first use.
   *
   * @param stateDirectory directory of the own and the trusted certificates, if security is on;
   *     created if absent
   * @param cycle period of the values; the publishing interval of a subscription
   */
  public OpcUaLink(Connection.OpcUa connection, Path stateDirectory, Duration cycle) {
    this.timeout = connection.timeout();
    this.keeper =
        new OpcUaConnection(connection, stateDirectory, new SessionSetup(connection, cycle, nodes));
  }

  /** Whether there is a session now. */
  public boolean connected() {
    return keeper.session() != null;
  }

  /** Adds a device, which names its nodes. */
  synchronized void add(Consumer<RequestedNodes> device) {
    if (used) {
      throw new IllegalStateException("the link is in use already");
    }
    device.accept(nodes);
    devices++;
  }

  /** Releases one device; the last one closes the session. */
  void remove() {
    boolean last;
    synchronized (this) {
      devices--;
      last = devices == 0;
    }
    if (last) {
      close();
    }
  }

  synchronized BulkAnswer read(Moment now) {
    if (lastRead == null || !lastRead.equals(now)) {
      lastRead = now;
      OpenSession session = session();
      lastAnswer = session == null ? new BulkAnswer.Failed(keeper.fault()) : read(session);
    }
    return lastAnswer;
  }

  /** The session for writing; null while there is none, see {@link #why}. */
  synchronized @Nullable OpenSession session() {
    if (!used) {
      used = true;
      keeper.start();
      keeper.awaitFirstTry(timeout);
    }
    return keeper.session();
  }

  /** Why there is no session. */
  Fault why() {
    return keeper.fault();
  }

  /** The type for writing an output: the server's, else that of its values so far. */
  synchronized Optional<NodeType> type(OpenSession session, NodeAddress output) {
    return Optional.ofNullable(session.types().get(output))
        .or(() -> Optional.ofNullable(seenTypes.get(output)));
  }

  /** Writes a value and reads it back. */
  synchronized WriteAnswer write(OpenSession session, NodeId node, Variant value) {
    Deadline deadline = Deadline.after(timeout);
    return ask(
        session,
        () -> {
          // Many servers refuse a write that brings its own status or timestamps.
          List<StatusCode> codes =
              deadline.await(
                  session
                      .client()
                      .writeValuesAsync(List.of(node), List.of(DataValue.valueOnly(value))));
          BulkRead.requireOneEach(1, codes.size());
          if (!codes.getFirst().isGood()) {
            return new WriteAnswer.Refused(NodeValues.name(codes.getFirst()));
          }
          DataValue after =
              BulkRead.read(session.client(), List.of(node), AttributeId.Value, 1, deadline)
                  .get(node);
          return after == null || NodeValues.holds(after, value)
              ? new WriteAnswer.Taken()
              : new WriteAnswer.Failed(
                  Fault.of(Kind.NOT_FOLLOWED, "read back: " + NodeValues.raw(after)));
        },
        WriteAnswer.Failed::new);
  }

  @Override
  public void close() {
    keeper.close();
  }

  private BulkAnswer read(OpenSession session) {
    BulkAnswer bulkAnswer =
        session.subscription().map(live -> live(session, live)).orElseGet(() -> bulk(session));
    if (bulkAnswer instanceof BulkAnswer.Values values) {
      keeper.answered(session.generation());
      for (NodeAddress output : nodes.outputs()) {
        DataValue value = values.value(output);
        if (value != null) {
          NodeType.ofValue(NodeValues.raw(value)).ifPresent(type -> seenTypes.put(output, type));
        }
      }
    }
    return bulkAnswer;
  }

  private BulkAnswer bulk(OpenSession session) {
    return ask(
        session,
        () ->
            new BulkAnswer.Values(
                BulkRead.read(
                    session.client(),
                    session.distinctNodes(),
                    AttributeId.Value,
                    session.limits().nodesPerRead(),
                    Deadline.after(timeout)),
                session,
                Duration.ZERO),
        BulkAnswer.Failed::new);
  }

  private BulkAnswer live(OpenSession session, LiveValues live) {
    if (live.silent()) {
      String why = "the subscription is silent for " + live.age().toMillis() + " ms";
      keeper.lost(session.generation(), why);
      return new BulkAnswer.Failed(Fault.of(Kind.STALE, why));
    }
    // The age first: a message in between makes the values newer than their age.
    Duration age = live.age();
    return new BulkAnswer.Values(live.newest(), session, age);
  }

  /** A request to the server, with all of its failures handled. */
  private interface Question<T> {
    T ask() throws UaException, ExecutionException, TimeoutException, InterruptedException;
  }

  private <T> T ask(
      OpenSession session,
      Question<? extends T> question,
      java.util.function.Function<Fault, T> failed) {
    try {
      T answer = question.ask();
      timeouts = 0;
      return answer;
    } catch (TimeoutException e) {
      timeouts++;
      if (timeouts >= TIMEOUTS_TO_RECONNECT) {
        timeouts = 0;
        String why = " times no answer in " + timeout.toMillis() + " ms" + TOO_SLOW;
        keeper.lost(session.generation(), TIMEOUTS_TO_RECONNECT + why);
      }
      return failed.apply(
          Fault.of(Kind.TIMEOUT, "no answer in " + timeout.toMillis() + " ms" + TOO_SLOW));
    } catch (ExecutionException | UaException e) {
      Fault fault = MiloFaults.fault(e instanceof UaException ? e : e.getCause());
      if (fault.kind() == Kind.UNREACHABLE) {
        keeper.lost(session.generation(), fault.detail());
      }
      return failed.apply(fault);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed.apply(Fault.of(Kind.TIMEOUT, "interrupted"));
    }
  }
}
