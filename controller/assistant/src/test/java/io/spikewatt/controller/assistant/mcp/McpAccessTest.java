package io.spikewatt.controller.assistant.mcp;

import static io.spikewatt.controller.assistant.mcp.TestClient.error;
import static io.spikewatt.controller.assistant.mcp.TestClient.legacy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Admission by host, origin and token. */
class McpAccessTest {

  private static McpAnswer ping(TestClient client) {
    return client.bare("ping", "");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:8080, 200",
    "127.0.0.1:8080, 200",
    "[::1]:8080, 200",
    "box.example, 200",
    "evil.example.com, 403",
    "localhost.evil.example, 403",
    "10.0.0.1, 403",
    "127.0.0.2, 403",
    "localhost:8080@evil.example, 403",
    "'', 403"
  })
  void a_foreign_host_is_dns_rebinding(String host, int status) {
    assertEquals(status, ping(legacy().with("Host", host)).status());
  }

  @Test
  void a_host_is_there_once() {
    assertEquals(403, ping(legacy().without("Host")).status());
    assertEquals(403, ping(legacy().with("Host", "localhost", "localhost")).status());
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, 200",
    "https://localhost:8080, 403",
    "http://localhost, 403",
    "http://localhost:6274, 403",
    "http://evil.example.com, 403",
    "null, 403",
    "'', 403"
  })
  void an_origin_is_the_servers_own_or_none(String origin, int status) {
    assertEquals(status, ping(legacy().with("Origin", origin)).status());
  }

  @Test
  void a_client_without_a_token_is_challenged_without_a_promise_of_oauth() {
    McpAnswer answer = ping(legacy().without("Authorization"));
    assertEquals("401 -32600", error(answer));
    assertEquals("Bearer realm=\"spikewatt\"", answer.headers().get("WWW-Authenticate"));
    assertEquals(Duration.ZERO, answer.hold());
    assertEquals(Optional.empty(), answer.note().client());
    assertEquals(Optional.of("a client's token is needed"), answer.note().refused());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer 0123456789abcdef0123456789abcdeF",
        "Bearer ",
        "Bearer",
        "Basic 0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef",
        "Bearer 0123456789abcdef0123456789abcdef x",
        ""
      })
  void a_wrong_token_is_refused_late(String header) {
    McpAnswer answer = ping(legacy().with("Authorization", header));
    assertEquals(401, answer.status());
    assertEquals(
        "Bearer realm=\"spikewatt\", error=\"invalid_token\"",
        answer.headers().get("WWW-Authenticate"));
    assertEquals(Duration.ofSeconds(1), answer.hold());
  }

  @Test
  void wrong_tokens_are_limited_in_rate_and_the_right_one_is_not() {
    TestClient client = legacy();
    TestClient wrong = client.with("Authorization", "Bearer wrong");
    for (int i = 0; i < 10; i++) {
      assertEquals(401, ping(wrong).status());
    }
    McpAnswer limited = ping(wrong);
    assertEquals(429, limited.status());
    assertEquals("6", limited.headers().get("Retry-After"));
    assertEquals(200, ping(client).status());
    assertEquals(429, ping(wrong.after(Duration.ofMillis(5_999))).status());
    assertEquals(401, ping(wrong.after(Duration.ofSeconds(6))).status());
    assertEquals(429, ping(wrong.after(Duration.ofSeconds(6))).status());
    for (int i = 0; i < 10; i++) {
      assertEquals(401, ping(wrong.after(Duration.ofDays(1))).status());
    }
    assertEquals(429, ping(wrong.after(Duration.ofDays(1))).status());
  }

  @Test
  void a_token_twice_is_none() {
    String token = "Bearer " + TestClient.TOKEN;
    assertEquals(401, ping(legacy().with("Authorization", token, token)).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "OPTIONS", "PUT", "post"})
  void messages_come_by_post(String method) {
    McpAnswer answer = legacy().send(method, new byte[0]);
    assertEquals(405, answer.status());
    assertEquals("POST", answer.headers().get("Allow"));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 200",
    "application/json; charset=UTF-8, 200",
    "Application/JSON, 200",
    "text/plain, 415",
    "application/jsonp, 415",
    "application/json; charset=utf-16, 415",
    "application/x-www-form-urlencoded, 415"
  })
  void a_form_of_a_web_page_sends_no_message(String type, int status) {
    assertEquals(status, ping(legacy().with("Content-Type", type)).status());
  }

  @Test
  void a_token_is_listed_by_a_whole_hash_and_a_name() {
    assertThrows(IllegalArgumentException.class, () -> new ClientToken("a", "0".repeat(63)));
    assertThrows(IllegalArgumentException.class, () -> new ClientToken(" ", "0".repeat(64)));
  }
}
