package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.SimulatedPlant;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilter;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilterContext;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/**
 * One value of the PLC: read from the plant at the time of the request, written into it.
 *
 * @param getter the value; empty = there is none at present, which reads as Bad_NoData
 * @param setter empty = read only
 */
record PlcVariable(
    SharedPlant plant, Function<SimulatedPlant, Optional<Object>> getter, Optional<Setter> setter)
    implements AttributeFilter {

  /** Passes a written value to the plant; false if it is refused. */
  @FunctionalInterface
  interface Setter {
    boolean set(SimulatedPlant plant, double value);
  }

  boolean writable() {
    return setter.isPresent();
  }

  @Override
  public Object getAttribute(AttributeFilterContext context, AttributeId attribute) {
    return attribute == AttributeId.Value
        ? plant.read(this::value)
        : context.getAttribute(attribute);
  }

  private DataValue value(SimulatedPlant now) {
    DateTime at = new DateTime(now.instant());
    Optional<Object> value = getter.apply(now);
    StatusCode status =
        value.isPresent() ? StatusCode.GOOD : new StatusCode(StatusCodes.Bad_NoData);
    return new DataValue(
        value.map(Variant::of).orElse(Variant.NULL_VALUE), status, at, DateTime.now());
  }

  @Override
  public void writeAttribute(AttributeFilterContext context, AttributeId attribute, Object written)
      throws UaException {
    if (attribute != AttributeId.Value || setter.isEmpty()) {
      throw new UaException(StatusCodes.Bad_NotWritable);
    }
    if (!(written instanceof DataValue data)
        || !(data.getValue().getValue() instanceof Double number)
        || !plant.read(now -> setter.get().set(now, number))) {
      throw new UaException(StatusCodes.Bad_OutOfRange);
    }
  }
}
