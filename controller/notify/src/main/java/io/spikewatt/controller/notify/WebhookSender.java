package io.spikewatt.controller.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.controller.httpclient.BoundedHttpClient;
import io.spikewatt.controller.httpclient.HttpAnswer;
import io.spikewatt.controller.httpclient.HttpCall;
import io.spikewatt.controller.httpclient.HttpLimits;
import io.spikewatt.drivers.secret.PasswordFile;
import io.spikewatt.drivers.secret.TrustedServers;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Posts the document of a message. */
record WebhookSender(NotifyTarget.Webhook target) implements NotificationSender {

  /** An answer is not used, so a small one is enough. */
  private static final HttpLimits LIMITS =
      new HttpLimits(
          Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20), 1 << 16);

  @Override
  public void send(Notification message, Instant made) throws IOException, InterruptedException {
    post(
        target.address(), message.document(), target.header(), target.tokenFile(), target.caFile());
  }

  /**
   * @param header that holds the token
   * @throws IOException unless the server confirms the document
   */
  static void post(
      String address,
      String document,
      String header,
      Optional<String> tokenFile,
      Optional<String> caFile)
      throws IOException, InterruptedException {
    HttpCall call = HttpCall.post(URI.create(address), document.getBytes(UTF_8));
    if (tokenFile.isPresent()) {
      call = authorised(call, header, tokenFile.get());
    }
    HttpAnswer answer = new BoundedHttpClient(LIMITS, TrustedServers.sockets(caFile)).send(call);
    if (!answer.isSuccess()) {
      throw new IOException("%s: answered with status %d".formatted(call.host(), answer.status()));
    }
  }

  private static HttpCall authorised(HttpCall call, String header, String file) throws IOException {
    String token = PasswordFile.read("token-file", file);
    try {
      boolean bearer = header.equalsIgnoreCase("Authorization");
      return call.withHeader(header, bearer ? "Bearer " + token : token);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "token-file %s: expected one line of printable ASCII".formatted(file), e);
    }
  }
}
