package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.http.PageServer;
import io.spikewatt.controller.http.PageSettings;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.hal.time.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies in chunks, whose lengths may be nonsense. */
@Timeout(60)
class ChunkedBodyTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "-7fffffff", "80000000", "ffffffffffffffff", "no", "", "2\r\n{}\r\n0\r\n"})
  void a_body_in_chunks_is_refused_unread(String size) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    PageSettings settings =
        new PageSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Set.of(),
            Optional.empty(),
            PageToken.of(Optional.of(file), directory),
            true,
            new ManualClock(FakeSite.START),
            Duration.ofSeconds(1));
    try (PageServer server = PageServer.start(settings, new SiteContent(new FakeSite()))) {
      PageClient client = new PageClient(URI.create(server.address()).getPort());
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), client.port())) {
        socket.setSoTimeout(20_000);
        String request =
            "POST /api/command?name=limit-import HTTP/1.1\r\nHost: localhost:%d\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n"
                .formatted(client.port(), TOKEN, size);
        socket.getOutputStream().write(request.getBytes(UTF_8));
        assertEquals(411, PageClient.read(socket.getInputStream()).status());
      }
      assertEquals(200, client.get("/healthz").status(), "the page goes on");
    }
  }
}
