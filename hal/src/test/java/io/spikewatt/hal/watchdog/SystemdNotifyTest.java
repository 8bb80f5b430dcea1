package io.spikewatt.hal.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SystemdNotifyTest {

  private static final String RECEIVER =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1].replace('@', chr(0), 1))
      s.settimeout(20)
      print('bound', flush=True)
      for i in range(4): sys.stdout.buffer.write(s.recv(4096) + bytes([10])); sys.stdout.flush()
      """;

  @TempDir Path directory;

  @Test
  void fourMessagesArriveAtASocketInTheFileSystem() throws IOException {
    arriveAt(directory.resolve("notify").toString());
  }

  @Test
  void fourMessagesArriveAtASocketInTheAbstractNamespace() throws IOException {
    arriveAt("@spikewatt-test-" + ProcessHandle.current().pid());
  }

  private static void arriveAt(String name) throws IOException {
    Process python;
    try {
      python =
          new ProcessBuilder("python3", "-c", RECEIVER, name).redirectErrorStream(true).start();
    } catch (IOException absent) {
      Assumptions.abort("SKIPPED: no python3 to receive datagrams with: " + absent.getMessage());
      return;
    }
    try (BufferedReader lines = python.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("bound", lines.readLine());
      SystemdNotify notify = new SystemdNotify(Map.of("NOTIFY_SOCKET", name));
      assertTrue(notify.active());
      notify.ready();
      notify.watchdog();
      notify.stopping();
      assertEquals("READY=1", lines.readLine());
      assertEquals("WATCHDOG=1", lines.readLine());
      assertEquals("STOPPING=1", lines.readLine());
      assertEquals(0, notify.failures());
    } finally {
      python.destroyForcibly();
    }
  }

  @Test
  void withoutAServiceManagerNothingHappens() {
    SystemdNotify notify = new SystemdNotify(Map.of("WATCHDOG_USEC", "30000000"));
    notify.ready();
    assertFalse(notify.active());
    assertEquals(0, notify.failures());
  }

  @Test
  void aSocketThatNobodyReadsIsCounted() {
    String name = directory.resolve("nobody").toString();
    SystemdNotify notify = new SystemdNotify(Map.of("NOTIFY_SOCKET", name));
    notify.watchdog();
    assertEquals(1, notify.failures());
  }
}
