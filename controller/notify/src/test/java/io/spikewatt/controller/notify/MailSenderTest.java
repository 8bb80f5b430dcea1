package io.spikewatt.controller.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.config.site.NotifyTarget.Encryption;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against Debian's aiosmtpd, and against servers that misbehave. */
@Timeout(60)
class MailSenderTest {

  private static final Instant MADE = Instant.parse("2026-11-30T09:08:07Z");
  private static final Notification MESSAGE =
      new Notification(
          "alarms",
          true,
          "home: Netzzähler schweigt",
          "Fehler seit 10:00: meter1 schweigt\n.\nWarnung: €",
          "{}");

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void makeFiles() throws Exception {
    Files.writeString(directory.resolve("password"), "s3cret\n");
    Files.writeString(directory.resolve("wrong"), "other\n");
    SmtpServer.certificate(directory);
  }

  private NotifyTarget.Email target(String host, int port, Encryption encryption, String password) {
    boolean encrypted = encryption != Encryption.NONE;
    return new NotifyTarget.Email(
        new NotifyTarget.Choice("email", NotifyTarget.Least.WARNING, true),
        new NotifyTarget.MailServer(
            host,
            port,
            encryption,
            encrypted ? Optional.of("house") : Optional.empty(),
            encrypted ? Optional.of(directory.resolve(password).toString()) : Optional.empty(),
            encrypted ? Optional.of(directory.resolve("own.pem").toString()) : Optional.empty()),
        "house@example.org",
        List.of("me@example.org", "you@example.org"));
  }

  private static void send(NotifyTarget target) throws IOException, InterruptedException {
    NotificationSender.of(target).send(MESSAGE, MADE);
  }

  private static String failure(NotifyTarget target) {
    return String.valueOf(assertThrows(IOException.class, () -> send(target)).getMessage());
  }

  @ParameterizedTest
  @EnumSource(Encryption.class)
  void a_mail_arrives_whole_and_encrypted_as_configured(Encryption encryption) throws Exception {
    String how = encryption.name().toLowerCase(java.util.Locale.ROOT);
    try (SmtpServer server = SmtpServer.start(how, directory)) {
      send(target("localhost", server.port(), encryption, "password"));
      boolean encrypted = encryption != Encryption.NONE;
      assertEquals(
          """
          {"defects": 0, "from": "house@example.org", "headers": ["Auto-Submitted", \
          "Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", \
          "Message-ID", "Subject", "To"], "host": "[127.0.0.1]", \
          "subject": "home: Netzzähler schweigt", \
          "text": "Fehler seit 10:00: meter1 schweigt\\n.\\nWarnung: €\\n", "tls": %s, \
          "to": ["me@example.org", "you@example.org"], "user": "%s"}"""
              .formatted(encrypted, encrypted ? "house" : ""),
          server.mail());
    }
  }

  @Test
  void refusals_are_reported_with_the_servers_code() throws Exception {
    try (SmtpServer server = SmtpServer.start("starttls", directory)) {
      NotifyTarget.Email wrong = target("localhost", server.port(), Encryption.STARTTLS, "wrong");
      assertTrue(failure(wrong).contains("refuses the login with 535"), failure(wrong));
      assertFalse(failure(wrong).contains("other"), "no password is shown");
      NotifyTarget.Email right =
          target("localhost", server.port(), Encryption.STARTTLS, "password");
      NotifyTarget.Email nobody =
          new NotifyTarget.Email(
              right.choice(), right.server(), right.from(), List.of("nobody@example.org"));
      assertTrue(failure(nobody).contains("refuses a recipient with 550"), failure(nobody));
      NotifyTarget.Email otherName =
          target("127.0.0.1", server.port(), Encryption.STARTTLS, "password");
      assertTrue(failure(otherName).contains("certificate is not trusted"), failure(otherName));
      NotifyTarget.Email javas =
          new NotifyTarget.Email(
              right.choice(),
              new NotifyTarget.MailServer(
                  "localhost",
                  server.port(),
                  Encryption.STARTTLS,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()),
              right.from(),
              right.to());
      assertTrue(failure(javas).contains("certificate is not trusted"), failure(javas));
    }
  }

  /** Commands that our server received; it replies to each by {@code answers}. */
  private CompletableFuture<String> heard(ServerSocket listening, List<String> answers) {
    CompletableFuture<String> heard = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              StringBuilder commands = new StringBuilder();
              try (Socket socket = listening.accept();
                  BufferedReader in =
                      new BufferedReader(
                          new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
                OutputStream out = socket.getOutputStream();
                for (String answer : answers) {
                  out.write((answer + "\r\n").getBytes(ISO_8859_1));
                  String line = in.readLine();
                  commands.append(line == null ? "" : line + "\n");
                }
              } catch (IOException e) {
                // The client has gone.
              }
              heard.complete(commands.toString());
            });
    return heard;
  }

  private String misbehaving(Encryption encryption, String expected, String... answers)
      throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> heard = heard(listening, List.of(answers));
      String failure =
          failure(target("localhost", listening.getLocalPort(), encryption, "password"));
      assertTrue(failure.contains(expected), failure);
      assertTrue(failure.codePoints().noneMatch(Character::isISOControl), failure);
      return heard.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void without_starttls_neither_login_nor_mail_is_sent() throws Exception {
    String heard =
        misbehaving(Encryption.STARTTLS, "does not offer STARTTLS", "220 hi", "250 AUTH PLAIN");
    assertEquals("EHLO [127.0.0.1]\n", heard);
  }

  @Test
  void words_slipped_in_before_encryption_do_not_count() throws Exception {
    String heard =
        misbehaving(
            Encryption.STARTTLS,
            "sent more after STARTTLS",
            "220 hi",
            "250 STARTTLS",
            "220 go\r\n250 AUTH PLAIN");
    assertFalse(heard.contains("AUTH") || heard.contains("MAIL"), heard);
  }

  @Test
  void garbage_and_endless_replies_are_given_up() throws Exception {
    misbehaving(Encryption.NONE, "no SMTP", "SSH-2.0-x");
    misbehaving(Encryption.NONE, "closed the connection", "220 hi");
    misbehaving(Encryption.NONE, "line that is too long", "220 " + "x".repeat(2000));
    misbehaving(Encryption.NONE, "more than 100 lines", "220-x\r\n".repeat(200));
    misbehaving(Encryption.NONE, "greets with 554", "554 \u0007go\taway");
    misbehaving(Encryption.TLS, "certificate is not trusted", "220 hi");
  }
}
