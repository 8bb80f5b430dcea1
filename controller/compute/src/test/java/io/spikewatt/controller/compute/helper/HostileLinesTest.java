package io.spikewatt.controller.compute.helper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hostile program of the right group can do nothing to the root helper. */
@Timeout(60)
final class HostileLinesTest extends ServedHelper {

  @Test
  void an_unknown_device_or_setting_is_refused_by_its_code() throws IOException {
    SocketChannel agent = raw();
    send(agent, "1 0 300\n0 1 300\n0 4\n999 99 999999999\n0 0 249\n0 0 250\n");
    for (String expected : List.of("no 1", "no 1", "no 1", "no 1", "no 2", "ok 250 123")) {
      assertEquals(expected, line(agent));
    }
  }

  @Test
  void anything_else_closes_the_connection_and_sets_nothing() throws IOException {
    for (String hostile :
        List.of(
            "\n",
            " \n",
            "0\n",
            "0 0 \n",
            " 0 0 300\n",
            "0  0 300\n",
            "0 0 300 \n",
            "0 0 300\r\n",
            "0 0 -300\n",
            "0 0 +300\n",
            "0 0 3e2\n",
            "0 0 0300\n",
            "0 0 0x12c\n",
            "00 0 300\n",
            "0 0 300 1\n",
            "0 0 1000000000\n",
            "0 0 99999999999999999999\n",
            "a b c\n",
            "0 0 300;id\n",
            "0\t0\t300\n",
            "0 0 \u0663\u0660\u0660\n",
            "\0\0\0\n",
            "GET / HTTP/1.1\r\n",
            "0 0 300".repeat(10),
            "9".repeat(64),
            "\u00ff".repeat(64))) {
      SocketChannel agent = awaitConnection();
      send(agent, hostile);
      assertEquals("", line(agent), () -> "after " + hostile);
    }
    assertEquals(List.of(), gpu.values);
  }

  /** Seeded bytes in which lines of the right form are rare; none may leave the bounds. */
  @Test
  void random_bytes_do_no_harm() throws IOException {
    Random chance = new Random(41);
    String alphabet = "0123456789 \n\n-x\0";
    for (int round = 0; round < 60; round++) {
      SocketChannel agent = awaitConnection();
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 80; i++) {
        text.append(alphabet.charAt(chance.nextInt(alphabet.length())));
      }
      try {
        send(agent, text.toString());
        agent.shutdownOutput();
        Channels.newInputStream(agent).readAllBytes();
      } catch (IOException closed) {
        assertTrue(agent.isOpen());
      }
      agent.close();
    }
    assertTrue(gpu.values.stream().allMatch(value -> value >= 250 && value <= 600));
    HelperMeans agent = agent(clock);
    Await.until(
        "it still serves",
        () -> {
          clock.advance(Duration.ofMillis(50));
          agent.set(500);
          return agent.read().enforced().equals(OptionalDouble.of(500));
        });
  }

  @Test
  void a_flood_of_lines_ends_its_connection() throws IOException {
    SocketChannel agent = raw();
    int answered = 0;
    try {
      send(agent, "0 0 400\n".repeat(HelperServer.LINES_A_SECOND + 50));
    } catch (IOException closed) {
      assertTrue(agent.isOpen());
    }
    while (line(agent).startsWith("ok ")) {
      answered++;
    }
    assertTrue(answered <= HelperServer.LINES_A_SECOND, "answered " + answered);
    awaitSafe();
  }

  @Test
  void more_than_two_connections_are_refused() throws IOException {
    SocketChannel first = raw();
    SocketChannel second = raw();
    for (SocketChannel agent : List.of(first, second)) {
      send(agent, "0 0\n");
      assertEquals("ok - 123", line(agent));
    }
    assertEquals("", line(raw()));
    send(first, "0 0\n");
    assertEquals("ok - 123", line(first));
  }

  @Test
  void a_connection_that_is_silent_for_10_s_makes_place_for_others() throws IOException {
    SocketChannel first = raw();
    SocketChannel second = raw();
    for (SocketChannel agent : List.of(first, second)) {
      send(agent, "0 0\n");
      assertEquals("ok - 123", line(agent));
    }
    clock.advance(Duration.ofSeconds(10));
    assertEquals("", line(first));
    assertEquals("", line(second));
    awaitConnection();
  }

  @Test
  void the_owner_and_the_group_may_connect_and_nobody_else() throws IOException {
    assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
  }
}
