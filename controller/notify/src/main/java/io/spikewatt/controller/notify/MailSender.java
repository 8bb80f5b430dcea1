package io.spikewatt.controller.notify;

import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.controller.httpclient.BoundedHttpClient;
import io.spikewatt.controller.httpclient.TimedExchange;
import io.spikewatt.drivers.secret.PasswordFile;
import io.spikewatt.drivers.secret.TrustedServers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** Hands messages to a mail server. */
record MailSender(NotifyTarget.Email target) implements NotificationSender {

  /** Servers that check for spam take their time. */
  private static final Duration WHOLE = Duration.ofSeconds(60);

  @Override
  public void send(Notification message, Instant made) throws IOException, InterruptedException {
    NotifyTarget.MailServer server = target.server();
    try {
      Optional<String> password =
          server.passwordFile().isPresent()
              ? Optional.of(PasswordFile.read("password-file", server.passwordFile().get()))
              : Optional.empty();
      Optional<SSLSocketFactory> trust = TrustedServers.sockets(server.caFile());
      byte[] mail = MailText.of(target, message, made);
      var _ =
          TimedExchange.run(
              "smtp",
              WHOLE,
              within -> {
                try (SmtpConnection smtp = SmtpConnection.open(server, trust, within)) {
                  smtp.login(server.user(), password);
                  smtp.send(target.from(), target.to(), mail);
                }
                return true;
              });
    } catch (IOException e) {
      throw new IOException(
          "%s:%d: %s".formatted(server.host(), server.port(), BoundedHttpClient.reason(e)), e);
    }
  }
}
