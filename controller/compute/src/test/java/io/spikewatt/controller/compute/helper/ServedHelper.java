package io.spikewatt.controller.compute.helper;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spikewatt.config.helper.HelperDevice;
import io.spikewatt.config.helper.HelperDevice.Bounds;
import io.spikewatt.config.helper.HelperDevice.Place;
import io.spikewatt.config.helper.HelperDevice.Setting;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A root helper on a real socket with one device of the test: 250 to 600 W, 300 W safe. */
abstract class ServedHelper {

  static final long SAFE = 300;

  @TempDir Path folder;
  final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  final FakeMeans gpu = new FakeMeans();
  final List<AutoCloseable> open = new ArrayList<>();
  Path socket;

  @BeforeEach
  void serve() throws IOException {
    socket = folder.resolve("helper");
    HelperDevice device =
        new HelperDevice(
            "gpu0", new Place.Nvidia("0"), Map.of(Setting.POWER_LIMIT, new Bounds(250, 600, SAFE)));
    HeldSettings settings = new HeldSettings(List.of(device), (_, _, _) -> gpu, clock.now());
    open.add(HelperServer.start(socket, Optional.empty(), settings, clock));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  HelperMeans agent(Clock agentClock) {
    HelperConnection connection = new HelperConnection(socket, agentClock);
    open.add(connection);
    return new HelperMeans(connection, "gpu0", 0, Setting.POWER_LIMIT, new SettingRange(0, 1000));
  }

  SocketChannel raw() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    open.add(channel);
    return channel;
  }

  static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The next line; empty if the helper closed the connection. */
  static String line(SocketChannel channel) {
    StringBuilder text = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    try {
      while (channel.read(one.clear()) > 0 && one.get(0) != '\n') {
        text.append((char) one.get(0));
      }
    } catch (IOException reset) {
      return "";
    }
    return text.toString();
  }

  void awaitSafe() {
    Await.until("the safe value", () -> !gpu.values.isEmpty() && gpu.last() == SAFE);
  }

  /** A place is free once the helper has noticed the end of another connection. */
  SocketChannel awaitConnection() {
    List<SocketChannel> connected = new ArrayList<>();
    Await.until(
        "a place for one more connection",
        () -> {
          clock.advance(Duration.ofMillis(50));
          try {
            SocketChannel channel = raw();
            send(channel, "0 0\n");
            connected.add(channel);
            return line(channel).startsWith("ok ");
          } catch (IOException e) {
            return false;
          }
        });
    return connected.getLast();
  }
}
