package io.spikewatt.drivers.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAddressTest {

  @Test
  void aNodeIdIsOne() {
    NodeAddress.Id id =
        assertInstanceOf(NodeAddress.Id.class, NodeAddress.parse("ns=2;s=Feeder/Power"));
    assertEquals(new NodeId(2, "Feeder/Power"), id.id());
  }

  @Test
  void aPathHasNamesWithNamespacesOfTheirOwn() {
    NodeAddress.Path path =
        assertInstanceOf(NodeAddress.Path.class, NodeAddress.parse("/Objects/2:PLC.1/65535:a b"));
    assertEquals(
        List.of(
            new QualifiedName(0, "Objects"),
            new QualifiedName(2, "PLC.1"),
            new QualifiedName(65_535, "a b")),
        path.names());
  }

  @Test
  void anAmpersandMakesASlashPartOfAName() {
    NodeAddress.Path path =
        assertInstanceOf(NodeAddress.Path.class, NodeAddress.parse("/Objects/2:P&/Q/R&&&:"));
    assertEquals(
        List.of(
            new QualifiedName(0, "Objects"),
            new QualifiedName(2, "P/Q"),
            new QualifiedName(0, "R&:")),
        path.names());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "//a", "/a/", "/a&", "ns=x;oops", "/65536:a", "Objects/a"})
  void anythingElseIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> NodeAddress.parse(text));
  }
}
