package io.spikewatt.drivers.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spikewatt.drivers.opcua.OpcUaDevice.SourceAge;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryDecoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/** Any value that a server can send for a node, as its binary encoding: OPC 10000-6. */
final class VariantFuzzTest {

  private static final Signal SIGNAL = new Signal("dev", Quantity.POWER_W);

  @FuzzTest(maxDuration = "2m")
  void variant(byte[] input) {
    ByteBuf buffer = Unpooled.wrappedBuffer(input);
    OpcUaBinaryDecoder decoder =
        new OpcUaBinaryDecoder(DefaultEncodingContext.INSTANCE).setBuffer(buffer);
    DataValue first;
    DataValue second;
    try {
      first = decoder.decodeDataValue();
      second = buffer.isReadable() ? decoder.decodeDataValue() : first;
    } catch (RuntimeException | OutOfMemoryError broken) {
      // The library closes the channel; but Milo 1.1.2 believes the number of a matrix's
      // dimensions,
      // whatever it is. Later versions bound it.
      return;
    }
    Moment now = new ManualClock(Instant.parse("2026-06-01T10:00:00Z")).now();
    SourceAge age = new SourceAge();
    for (DataValue value : new DataValue[] {first, second}) {
      assertTrue(!age.of(value, now).isNegative());
      Sample sample = NodeValues.sample(SIGNAL, value, 0.1, now);
      boolean number =
          NodeValues.raw(value) instanceof Number || NodeValues.raw(value) instanceof Boolean;
      if (sample instanceof Sample.Good good) {
        assertTrue(number, good::toString);
        write(value, NodeValues.number(value.value()));
      }
      NodeType.of(value);
    }
  }

  /** What was read can be written to its node as the same value. */
  private static void write(DataValue value, double number) {
    Variant again = NodeType.ofValue(NodeValues.raw(value)).orElseThrow().variant(number);
    assertEquals(number, NodeValues.number(again), Math.abs(number) * 1e-12);
    assertTrue(NodeValues.holds(value, again));
  }
}
