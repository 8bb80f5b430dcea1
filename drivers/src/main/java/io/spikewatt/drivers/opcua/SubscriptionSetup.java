package io.spikewatt.drivers.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.spikewatt.drivers.timing.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.subscriptions.MonitoredItemServiceOperationResult;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DataChangeTrigger;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeFilter;
import org.tinylog.Logger;

/** Makes a session's one subscription. */
record SubscriptionSetup(
    OpcUaClient client, ServerLimits limits, Duration timeout, Duration cycle) {

  /** Keep-alive period of a server without changes, or the cycle if that is longer. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(1);

  /** A server drops a subscription without publish requests after this time. */
  private static final Duration LIFETIME = Duration.ofSeconds(30);

  /** Required by the standard. */
  private static final long LIFETIME_PER_KEEP_ALIVE = 3;

  /**
   * Creates the subscription, then its items, then reads them all once, so that every value and its
   * type is known. The server also reports {@code dated} nodes when only their source timestamp
   * changes.
   */
  LiveValues subscribe(List<NodeId> nodes, Set<NodeId> dated, Consumer<String> lost)
      throws UaException, ExecutionException, TimeoutException, InterruptedException {
    long keepAlives = Math.max(1, KEEP_ALIVE.dividedBy(cycle));
    OpcUaSubscription subscription = new OpcUaSubscription(client, (double) cycle.toMillis());
    subscription.setLifetimeAndKeepAliveCalculated(false);
    subscription.setMaxKeepAliveCount(uint(keepAlives));
    subscription.setLifetimeCount(
        uint(Math.max(LIFETIME_PER_KEEP_ALIVE * keepAlives, LIFETIME.dividedBy(cycle))));
    subscription.setMaxMonitoredItemsPerCall(uint(limits.itemsPerCall()));
    LiveValues values = new LiveValues(silence(cycle.toMillis(), keepAlives), lost);
    subscription.setSubscriptionListener(values);
    Deadline deadline = Deadline.after(timeout);
    deadline.await(subscription.createAsync().toCompletableFuture());
    values.silence(silence(subscription, keepAlives));

    subscription.addMonitoredItems(nodes.stream().map(node -> item(node, dated)).toList());
    // The library offers only a blocking call; each of its requests has a timeout.
    for (MonitoredItemServiceOperationResult made : subscription.createMonitoredItems()) {
      keepRefusal(made, values);
    }
    values.putFirst(
        BulkRead.read(
            client, nodes, AttributeId.Value, limits.nodesPerRead(), Deadline.after(timeout)));
    return values;
  }

  private OpcUaMonitoredItem item(NodeId node, Set<NodeId> dated) {
    OpcUaMonitoredItem item = OpcUaMonitoredItem.newDataItem(node);
    item.setSamplingInterval((double) cycle.toMillis());
    // Only the newest is of use.
    item.setQueueSize(uint(1));
    item.setDiscardOldest(true);
    if (dated.contains(node)) {
      item.setFilter(new DataChangeFilter(DataChangeTrigger.StatusValueTimestamp, uint(0), 0.0));
    }
    return item;
  }

  private static void keepRefusal(MonitoredItemServiceOperationResult made, LiveValues values)
      throws UaException {
    if (!made.serviceResult().isGood()) {
      throw new UaException(made.serviceResult(), "no monitored items");
    }
    StatusCode status = made.operationResult().orElse(StatusCode.BAD);
    if (!status.isGood()) {
      NodeId node = made.monitoredItem().getReadValueId().getNodeId();
      Logger.warn("{} cannot be subscribed: {}", node.toParseableString(), NodeValues.name(status));
      values.put(node, new DataValue(status));
    }
  }

  private Duration silence(OpcUaSubscription subscription, long keepAlives) {
    double interval = subscription.getRevisedPublishingInterval().orElse((double) cycle.toMillis());
    Optional<UInteger> revised = subscription.getRevisedMaxKeepAliveCount();
    return silence(Math.round(interval), revised.map(UInteger::longValue).orElse(keepAlives));
  }

  /** One interval more than the server promises, and the timeout of an answer. */
  private Duration silence(long intervalMillis, long keepAlives) {
    return Duration.ofMillis(intervalMillis * (keepAlives + 1)).plus(timeout);
  }
}
