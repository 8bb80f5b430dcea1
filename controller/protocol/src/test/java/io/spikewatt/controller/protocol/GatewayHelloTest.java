package io.spikewatt.controller.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.json.MalformedMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GatewayHelloTest {

  private static GatewayHello hello(String features, String climate, String software) {
    return new GatewayHello(GatewayHello.PROTOCOL, features, climate, software);
  }

  @Test
  void aTextThatWouldForgeALineOrReachTheTerminalIsMalformed() throws Exception {
    GatewayHello sound = hello("load-2", "Köln, Süd", "1.2.0+git");
    assertEquals(sound, GatewayHello.decoded(sound.encoded()));
    for (String bad :
        List.of("a\n2026 ENROLLED home17", "\u001b[2J", "a\u202eb", "\u2028", "x".repeat(65))) {
      for (GatewayHello hello :
          List.of(hello(bad, "", ""), hello("", bad, ""), hello("", "", bad))) {
        MalformedMessage refused =
            assertThrows(MalformedMessage.class, () -> GatewayHello.decoded(hello.encoded()), bad);
        assertTrue(
            String.valueOf(refused.getMessage()).startsWith("at most 64 visible characters"),
            refused::toString);
      }
    }
  }
}
