package io.spikewatt.drivers.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NodeTypeTest {

  @Test
  void theDataTypeAttributeNamesTheType() {
    assertEquals(Optional.of(NodeType.BOOLEAN), named(NodeIds.Boolean));
    assertEquals(Optional.of(NodeType.INT16), named(NodeIds.Int16));
    assertEquals(Optional.of(NodeType.UINT32), named(NodeIds.UInt32));
    assertEquals(Optional.of(NodeType.FLOAT), named(NodeIds.Float));
    assertEquals(Optional.of(NodeType.DOUBLE), named(NodeIds.Double));
  }

  @Test
  void anAbstractForeignOrTextTypeNamesNone() {
    assertEquals(Optional.empty(), named(NodeIds.Number));
    assertEquals(Optional.empty(), named(NodeIds.String));
    assertEquals(Optional.empty(), named(new NodeId(2, 10)));
    assertEquals(Optional.empty(), NodeType.of(null));
  }

  @ParameterizedTest
  @EnumSource
  void aNumberBecomesAValueOfTheType(NodeType type) {
    Variant one = type.variant(1);
    assertEquals(Optional.of(type), NodeType.ofValue(one.value()));
    assertEquals(1, NodeValues.number(one));
    assertTrue(NodeValues.holds(new DataValue(one), one));
  }

  @ParameterizedTest
  @CsvSource({
    "BOOLEAN,2",
    "BOOLEAN,-1",
    "SBYTE,128",
    "BYTE,-1",
    "BYTE,256",
    "INT16,32768",
    "UINT16,-1",
    "INT32,-2147483649",
    "UINT32,4294967296",
    "INT64,1e18",
    "UINT64,-1",
    "FLOAT,1e39"
  })
  void aNumberThatDoesNotFitIsRefused(NodeType type, double value) {
    assertThrows(ArithmeticException.class, () -> type.variant(value));
  }

  private static Optional<NodeType> named(NodeId dataType) {
    return NodeType.of(new DataValue(Variant.of(dataType)));
  }
}
