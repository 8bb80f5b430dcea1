package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.IslandGear;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * The PLC's nodes, namespace index 2: powers in W with consumption positive, as a PLC counts them.
 */
final class PlcNamespace extends ManagedNamespaceWithLifecycle {

  static final String URI = "urn:spikewatt:simulated-plc";

  private final SharedPlant plant;
  private final SubscriptionModel subscriptions;

  PlcNamespace(OpcUaServer server, SharedPlant plant) {
    super(server, URI);
    this.plant = plant;
    this.subscriptions = new SubscriptionModel(server, this);
    getLifecycleManager().addLifecycle(subscriptions);
    getLifecycleManager().addStartupTask(this::addNodes);
  }

  private void addNodes() {
    UaFolderNode feeder = folder("Feeder");
    number(feeder, "ActivePower", now -> -now.truth().feederW());
    number(feeder, "Frequency", SimulatedPlant::busFrequencyHz);

    UaFolderNode ev = folder("EvCharger");
    number(ev, "ActivePower", now -> now.ev().powerW());
    variable(ev, "Connected", NodeIds.Boolean, now -> Optional.of(now.ev().connected()));
    ofCar(ev, "Soc", now -> now.ev().socPct());
    ofCar(ev, "SocTarget", now -> now.site().devices().ev().targetPct());
    ofCar(ev, "DepartureIn", SimulatedPlant::departureInS);
    ofCar(ev, "Capacity", now -> now.site().devices().ev().capacityWh() / 1_000);
    setpoint(ev, "PowerSetpoint", now -> now.ev().setpointW(), SimulatedPlant::orderCar);

    UaFolderNode compute = folder("Compute");
    number(compute, "ActivePower", now -> now.compute().reportedW());
    setpoint(compute, "PowerBudget", now -> now.compute().budgetW(), SimulatedPlant::orderCompute);
    if (plant.read(SimulatedPlant::gear).isPresent()) {
      addIslandGear();
    }
  }

  private void addIslandGear() {
    UaFolderNode genset = folder("Genset");
    number(genset, "ActivePower", now -> gear(now).genset().powerW());
    number(genset, "Running", now -> gear(now).genset().running() ? 1.0 : 0.0);
    setpoint(
        genset,
        "Run",
        now -> gear(now).genset().order(),
        (now, value) -> now.order(PlantWrite.Device.GENSET, value));

    UaFolderNode tie = folder("TransferSwitch");
    number(tie, "Separated", now -> now.separated() ? 1.0 : 0.0);
    number(tie, "SiteVoltage", now -> now.busVoltageV(0));
    setpoint(
        tie,
        "StaySeparated",
        now -> gear(now).transferSwitch().order(),
        (now, value) -> now.order(PlantWrite.Device.TRANSFER_SWITCH, value));

    UaFolderNode shed = folder("ShedRelay");
    number(shed, "Shed", now -> gear(now).isShed() ? 1.0 : 0.0);
    setpoint(
        shed,
        "Order",
        now -> gear(now).isShed() ? 1.0 : 0.0,
        (now, value) -> now.order(PlantWrite.Device.SECOND_RELAY, value));
  }

  private static IslandGear gear(SimulatedPlant plant) {
    return plant.gear().orElseThrow();
  }

  private UaFolderNode folder(String name) {
    UaFolderNode folder =
        new UaFolderNode(
            getNodeContext(), newNodeId(name), newQualifiedName(name), LocalizedText.english(name));
    getNodeManager().addNode(folder);
    folder.addReference(
        new Reference(
            folder.getNodeId(),
            NodeIds.Organizes,
            NodeIds.ObjectsFolder.expanded(),
            Reference.Direction.INVERSE));
    return folder;
  }

  private void number(UaFolderNode in, String name, Function<SimulatedPlant, Double> value) {
    variable(in, name, NodeIds.Double, now -> Optional.of(value.apply(now)));
  }

  /** A value that only a plugged-in car has. */
  private void ofCar(UaFolderNode in, String name, Function<SimulatedPlant, Double> value) {
    variable(
        in,
        name,
        NodeIds.Double,
        now -> now.ev().connected() ? Optional.of(value.apply(now)) : Optional.empty());
  }

  private void variable(
      UaFolderNode in, String name, NodeId type, Function<SimulatedPlant, Optional<Object>> value) {
    add(in, name, type, new PlcVariable(plant, value, Optional.empty()));
  }

  private void setpoint(
      UaFolderNode in,
      String name,
      Function<SimulatedPlant, Double> value,
      PlcVariable.Setter setter) {
    PlcVariable variable =
        new PlcVariable(plant, now -> Optional.of(value.apply(now)), Optional.of(setter));
    add(in, name, NodeIds.Double, variable);
  }

  private void add(UaFolderNode in, String name, NodeId type, PlcVariable variable) {
    String path = in.getBrowseName().getName() + "/" + name;
    var access = variable.writable() ? AccessLevel.READ_WRITE : AccessLevel.READ_ONLY;
    UaVariableNode node =
        new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(path))
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .setDataType(type)
            .setTypeDefinition(NodeIds.BaseDataVariableType)
            .setAccessLevel(access)
            .setUserAccessLevel(access)
            .addAttributeFilter(variable)
            .build();
    getNodeManager().addNode(node);
    in.addOrganizes(node);
  }

  /** All values of one request come from one present of the plant. */
  @Override
  public List<DataValue> read(
      ReadContext context,
      Double maxAge,
      TimestampsToReturn timestamps,
      List<ReadValueId> readValueIds) {
    return plant.read(now -> super.read(context, maxAge, timestamps, readValueIds));
  }

  @Override
  public void onDataItemsCreated(List<DataItem> items) {
    subscriptions.onDataItemsCreated(items);
  }

  @Override
  public void onDataItemsModified(List<DataItem> items) {
    subscriptions.onDataItemsModified(items);
  }

  @Override
  public void onDataItemsDeleted(List<DataItem> items) {
    subscriptions.onDataItemsDeleted(items);
  }

  @Override
  public void onMonitoringModeChanged(List<MonitoredItem> items) {
    subscriptions.onMonitoringModeChanged(items);
  }
}
