package io.spikewatt.drivers.opcua;

import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription.SubscriptionListener;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/**
 * The newest values of a subscription. A server sends changes, and otherwise a keep-alive; both
 * confirm that all other values still hold. When neither arrives in time, all values are unknown.
 * The library's threads fill it and are never blocked; any thread reads.
 */
final class LiveValues implements SubscriptionListener {

  private final SystemClock realTime = new SystemClock();
  private final Map<NodeId, DataValue> newest = new ConcurrentHashMap<>();
  private final Consumer<String> lost;
  private volatile Moment heard = realTime.now();
  private volatile Duration silence;

  /** Longest time between two messages; {@code lost} is called once they stay away. */
  LiveValues(Duration silence, Consumer<String> lost) {
    this.silence = silence;
    this.lost = lost;
  }

  /** The newest value of each node, as it was last confirmed. */
  Map<NodeId, DataValue> newest() {
    return Map.copyOf(newest);
  }

  /** Time since the server last confirmed the values. */
  Duration age() {
    return realTime.now().since(heard);
  }

  /** Whether the server has been silent for longer than it may. */
  boolean silent() {
    return age().compareTo(silence) > 0;
  }

  void put(NodeId node, DataValue value) {
    newest.put(node, value);
  }

  /** Adds read values where the subscription has no newer one. */
  void putFirst(Map<NodeId, DataValue> read) {
    read.forEach(newest::putIfAbsent);
    heard = realTime.now();
  }

  void silence(Duration revised) {
    silence = revised;
  }

  @Override
  public void onDataReceived(
      OpcUaSubscription subscription, List<OpcUaMonitoredItem> items, List<DataValue> values) {
    for (int i = 0; i < Math.min(items.size(), values.size()); i++) {
      newest.put(items.get(i).getReadValueId().getNodeId(), values.get(i));
    }
    heard = realTime.now();
  }

  @Override
  public void onKeepAliveReceived(OpcUaSubscription subscription) {
    heard = realTime.now();
  }

  @Override
  public void onNotificationDataLost(OpcUaSubscription subscription) {
    lost.accept("the subscription lost notifications");
  }

  @Override
  public void onStatusChanged(OpcUaSubscription subscription, StatusCode status) {
    if (!status.isGood()) {
      lost.accept("the subscription ended: " + NodeValues.name(status));
    }
  }

  @Override
  public void onTransferFailed(OpcUaSubscription subscription, StatusCode status) {
    lost.accept("the subscription is gone: " + NodeValues.name(status));
  }
}
