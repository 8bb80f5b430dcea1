package io.spikewatt.controller.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalTargetsTest {

  @TempDir private Path directory;

  @Test
  void aNetworkIsTheOneOfTheAddressAndAtMost256Addresses() {
    byte[] address = {(byte) 192, (byte) 168, 1, (byte) 200};
    assertEquals("192.168.1.0/24", LocalTargets.network(address, 24));
    assertEquals("192.168.1.0/24", LocalTargets.network(address, 16));
    assertEquals("192.168.1.192/26", LocalTargets.network(address, 26));
    assertEquals("192.168.1.200/32", LocalTargets.network(address, 32));
  }

  @Test
  void aSerialAdapterIsNamedOnceByTheNameThatOutlivesARestart() throws Exception {
    for (String port : List.of("ttyUSB0", "ttyUSB1", "ttyS0", "serial")) {
      Files.createFile(directory.resolve(port));
    }
    Files.createSymbolicLink(directory.resolve("serial-A50285BI"), Path.of("ttyUSB1"));
    assertEquals(
        List.of(directory + "/serial-A50285BI", directory + "/ttyUSB0"),
        LocalTargets.serialLines(directory).toList());
  }
}
