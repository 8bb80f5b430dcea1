package io.spikewatt.controller.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Map<String, UnaryOperator<String>> ECHO =
      Map.of("echo", arguments -> "{\"said\":\"" + arguments + "\"}");

  @TempDir private Path directory;
  private Path socket;

  @BeforeEach
  void name() {
    socket = directory.resolve("spikewatt-a.sock");
  }

  private String ask(String request) throws IOException {
    return LocalClient.ask(socket, request, PATIENCE);
  }

  private SocketChannel connected() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  /** Waits until the server drops the client. */
  private static void awaitEnd(SocketChannel client) {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    try {
      while (client.read(bytes.clear()) >= 0) {}
    } catch (IOException reset) {
      assertTrue(client.isOpen(), reset::toString);
    }
  }

  @Test
  void aRequestIsAnsweredByItsNameWithItsArguments() throws Exception {
    try (LocalServer server = LocalServer.start(socket, ECHO)) {
      assertEquals("{\"said\":\"\"}", ask("echo"), server::toString);
      assertEquals("{\"said\":\"one two\"}", ask("echo one two"));
      assertEquals("{\"said\":\"ä\"}", ask("echo ä"));
    }
  }

  @Test
  void onlyTheOwnerAndTheGroupMayAsk() throws Exception {
    try (LocalServer server = LocalServer.start(socket, ECHO)) {
      assertEquals(
          "rw-rw----",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)),
          server::toString);
    }
  }

  @Test
  void anUnknownNameAndABugAreAnsweredWithAnError() throws Exception {
    Map<String, UnaryOperator<String>> answers =
        Map.of(
            "bad",
            arguments -> {
              throw new IllegalStateException("no \"report\"");
            });
    try (LocalServer server = LocalServer.start(socket, answers)) {
      assertEquals(
          "{\"error\":\"expected one of [bad], found \\\"echo\\\"\"}",
          ask("echo x"),
          server::toString);
      String answer = ask("bad");
      assertTrue(answer.startsWith("{\"error\":\"a bug, see the daemon's log: "), answer);
      assertTrue(answer.endsWith("no \\\"report\\\"\"}"), answer);
    }
  }

  @Test
  void silentClientsKeepOthersWaitingForADeadlineAtMost() throws Exception {
    try (LocalServer server = LocalServer.start(socket, ECHO, SHORT)) {
      List<SocketChannel> silent = new ArrayList<>();
      for (int i = 0; i < 3 * LocalServer.CLIENTS; i++) {
        silent.add(connected());
      }
      assertEquals("{\"said\":\"me\"}", ask("echo me"), server::toString);
      for (SocketChannel client : silent) {
        awaitEnd(client);
        client.close();
      }
    }
  }

  @Test
  void aClientThatSaysTooMuchIsDropped() throws Exception {
    try (LocalServer server = LocalServer.start(socket, ECHO);
        SocketChannel client = connected()) {
      client.write(ByteBuffer.wrap("x".repeat(LocalServer.MOST_REQUEST_BYTES).getBytes(UTF_8)));
      awaitEnd(client);
      String longest = "y".repeat(LocalServer.MOST_REQUEST_BYTES - "echo \n".length());
      assertEquals("{\"said\":\"" + longest + "\"}", ask("echo " + longest), server::toString);
    }
  }

  @Test
  void aClientThatDoesNotReadIsDropped() throws Exception {
    String large = "z".repeat(1 << 22);
    try (LocalServer server =
        LocalServer.start(
            socket, Map.of("large", arguments -> large, "echo", arguments -> "{}"), SHORT)) {
      List<SocketChannel> deaf = new ArrayList<>();
      for (int i = 0; i < LocalServer.CLIENTS; i++) {
        SocketChannel client = connected();
        client.write(ByteBuffer.wrap("large\n".getBytes(UTF_8)));
        deaf.add(client);
      }
      assertEquals("{}", ask("echo"), server::toString);
      int cut = 0;
      for (SocketChannel client : deaf) {
        ByteBuffer all = ByteBuffer.allocate(1 << 23);
        try {
          while (client.read(all) >= 0) {}
        } catch (IOException reset) {
          assertTrue(client.isOpen(), reset::toString);
        }
        cut += all.position() < large.length() ? 1 : 0;
        client.close();
      }
      assertTrue(cut > 0);
      assertEquals("{}", ask("echo"), server::toString);
    }
    try (LocalServer server = LocalServer.start(socket, Map.of("large", arguments -> large))) {
      assertTrue(large.equals(ask("large")), server::toString);
    }
  }

  @Test
  void aSlowAnswerHoldsUpNoOtherClient() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Map<String, UnaryOperator<String>> answers =
        Map.of(
            "slow",
            arguments -> {
              try {
                release.await();
                return "{\"slow\":true}";
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            "fast",
            arguments -> "{}");
    try (LocalServer server = LocalServer.start(socket, answers, SHORT);
        SocketChannel slow = connected()) {
      slow.write(ByteBuffer.wrap("slow\n".getBytes(UTF_8)));
      assertEquals("{}", ask("fast"), server::toString);
      release.countDown();
      ByteBuffer bytes = ByteBuffer.allocate(64);
      while (slow.read(bytes) >= 0) {}
      assertEquals("{\"slow\":true}\n", new String(bytes.array(), 0, bytes.position(), UTF_8));
    }
  }

  @Test
  void theSocketOfADeadDaemonIsReplaced() throws Exception {
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(socket));
    dead.close();
    assertTrue(Files.exists(socket));
    assertThrows(IOException.class, () -> ask("echo"));
    try (LocalServer server = LocalServer.start(socket, ECHO)) {
      assertEquals("{\"said\":\"\"}", ask("echo"), server::toString);
    }
    assertFalse(Files.exists(socket));
  }

  @Test
  void whoeverDoesNotAnswerAndWhoeverIsNotThereIsNamed() throws Exception {
    IOException nobody = assertThrows(IOException.class, () -> ask("echo"));
    assertTrue(String.valueOf(nobody.getMessage()).contains(socket.toString()), nobody::toString);
    try (ServerSocketChannel hanging = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      hanging.bind(UnixDomainSocketAddress.of(socket));
      IOException late =
          assertThrows(IOException.class, () -> LocalClient.ask(socket, "echo", SHORT));
      assertEquals(socket + " does not answer within PT0.1S", late.getMessage());
    }
  }

  @Test
  void aPathThatIsTooLongIsRefusedWithItsName() {
    Path longPath = directory.resolve("x".repeat(120));
    IOException refused =
        assertThrows(IOException.class, () -> LocalServer.start(longPath, ECHO).close());
    assertTrue(String.valueOf(refused.getMessage()).contains("xxx"), refused::toString);
  }
}
