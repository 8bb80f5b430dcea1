package io.spikewatt.drivers.opcua;

import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.opcua.OpcUaDevice.WriteAnswer;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.jspecify.annotations.Nullable;

/**
 * One server: one session that comes back by itself, shared by all devices on it. Devices read with
 * the same {@code now} share one bulk read, and its failure.
 *
 * <p>The devices of one link are used by one thread at a time. No call takes longer than the
 * connection's timeout, and while the server is away every call returns at once. The one exception
 * is the very first read, which waits for the first connection within the same bound.
 */
public final class OpcUaLink implements AutoCloseable {

  /** Servers limit how much one Read may ask for; the standard's smallest profile gives 100. */
  private static final int NODES_PER_READ = 100;

  /** A second answer that does not come means that the session is gone, whatever TCP says. */
  private static final int TIMEOUTS_TO_RECONNECT = 2;

  private final Duration timeout;
  private final SessionKeeper keeper;
  private final SystemClock realTime = new SystemClock();
  private final Set<NodeId> nodes = new LinkedHashSet<>();
  private final Map<NodeId, Object> lastValues = new HashMap<>();
  private @Nullable Moment lastRead;
  private Answer lastAnswer = new Answer.Failed(Fault.of(Kind.NEVER_READ, ""));
  private int timeouts;

  /**
   * Starts connecting in the background.
   *
   * @param stateDirectory where the own certificate and the trusted ones are kept, if security is
   *     on; made when absent
   */
  public OpcUaLink(Connection.OpcUa connection, Path stateDirectory) {
    this.timeout = connection.timeout();
    this.keeper = new SessionKeeper(connection, stateDirectory);
  }

  /** Whether there is a session now. */
  public boolean connected() {
    return keeper.session() != null;
  }

  /** Sessions that were opened since start. */
  public int generation() {
    return keeper.generation();
  }

  synchronized void register(Collection<NodeId> more) {
    nodes.addAll(more);
  }

  /** The newest value that was read from the node, for its type; null if there was none. */
  synchronized @Nullable Object lastValue(NodeId node) {
    return lastValues.get(node);
  }

  synchronized Answer read(Moment now) {
    if (lastRead == null || !lastRead.equals(now)) {
      if (lastRead == null) {
        keeper.awaitFirstTry(timeout);
      }
      lastRead = now;
      lastAnswer = readAll();
    }
    return lastAnswer;
  }

  synchronized WriteAnswer write(NodeId node, Variant value) {
    OpcUaClient client = keeper.session();
    if (client == null) {
      return new WriteAnswer.Failed(keeper.fault());
    }
    try {
      // Many servers refuse a write that brings its own status or timestamps.
      List<StatusCode> codes =
          await(
              client.writeValuesAsync(List.of(node), List.of(DataValue.valueOnly(value))),
              realTime.now().plus(timeout));
      return codes.size() == 1
          ? new WriteAnswer.Status(codes.getFirst())
          : new WriteAnswer.Failed(
              Fault.of(Kind.BAD_FRAME, codes.size() + " results for one write"));
    } catch (LinkFault e) {
      return new WriteAnswer.Failed(e.fault);
    }
  }

  @Override
  public void close() {
    keeper.close();
  }

  private Answer readAll() {
    OpcUaClient client = keeper.session();
    if (client == null) {
      return new Answer.Failed(keeper.fault());
    }
    int generation = keeper.generation();
    Moment deadline = realTime.now().plus(timeout);
    List<NodeId> wanted = new ArrayList<>(nodes);
    Map<NodeId, DataValue> values = new HashMap<>();
    try {
      for (int from = 0; from < wanted.size(); from += NODES_PER_READ) {
        List<NodeId> part = wanted.subList(from, Math.min(from + NODES_PER_READ, wanted.size()));
        List<DataValue> answers =
            await(client.readValuesAsync(0, TimestampsToReturn.Both, part), deadline);
        if (answers.size() != part.size()) {
          return new Answer.Failed(
              Fault.of(Kind.BAD_FRAME, answers.size() + " values for " + part.size() + " nodes"));
        }
        for (int i = 0; i < part.size(); i++) {
          keep(part.get(i), answers.get(i), values);
        }
      }
      return new Answer.Values(values, generation);
    } catch (LinkFault e) {
      return new Answer.Failed(e.fault);
    }
  }

  private void keep(NodeId node, DataValue value, Map<NodeId, DataValue> values) {
    values.put(node, value);
    Variant variant = value.value();
    Object raw = variant == null ? null : variant.value();
    if (raw != null) {
      lastValues.put(node, raw);
    }
  }

  private <T> T await(CompletableFuture<T> future, Moment deadline) throws LinkFault {
    try {
      long left = Math.max(0, deadline.since(realTime.now()).toNanos());
      T result = future.get(left, TimeUnit.NANOSECONDS);
      timeouts = 0;
      return result;
    } catch (TimeoutException e) {
      future.cancel(true);
      timeouts++;
      if (timeouts >= TIMEOUTS_TO_RECONNECT) {
        timeouts = 0;
        keeper.lost("no answer " + TIMEOUTS_TO_RECONNECT + " times");
      }
      throw new LinkFault(Fault.of(Kind.TIMEOUT, "no answer in " + timeout.toMillis() + " ms"));
    } catch (ExecutionException e) {
      Fault fault = MiloFaults.fault(e.getCause());
      if (fault.kind() == Kind.UNREACHABLE) {
        keeper.lost(fault.detail());
      }
      throw new LinkFault(fault);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkFault(Fault.of(Kind.TIMEOUT, "interrupted"));
    }
  }

  /** Carries a fault out of a chain of calls in this class; never leaves it. */
  private static final class LinkFault extends Exception {
    private final transient Fault fault;

    LinkFault(Fault fault) {
      super(fault.toString(), null, false, false);
      this.fault = fault;
    }
  }
}
