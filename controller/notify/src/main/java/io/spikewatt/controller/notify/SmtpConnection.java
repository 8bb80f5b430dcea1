package io.spikewatt.controller.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.site.NotifyTarget.Encryption;
import io.spikewatt.config.site.NotifyTarget.MailServer;
import io.spikewatt.controller.httpclient.TimedExchange;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A submission of mail by SMTP (RFC 5321, 3207, 4954). Replies are bounded. Where STARTTLS is
 * configured, it discards all replies in clear text, and no mail is sent without it.
 */
final class SmtpConnection implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int MOST_LINE = 1_000;
  private static final int MOST_LINES = 100;
  private static final int MOST_SHOWN = 120;

  /** Name in the greeting, which hides that of this machine. */
  private static final String HELLO = "EHLO [127.0.0.1]";

  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private List<String> offers = List.of();

  private SmtpConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  private record Reply(int code, List<String> lines) {

    /** For people; it may contain words that the server chose. */
    String text() {
      return PlainText.line(code + " " + String.join(" ", lines), MOST_SHOWN);
    }
  }

  /**
   * Connects and greets, encrypted as configured.
   *
   * @param trust accepts certificates; empty = the authorities that Java trusts
   */
  static SmtpConnection open(
      MailServer server, Optional<SSLSocketFactory> trust, TimedExchange within)
      throws IOException {
    Socket socket = new Socket();
    within.closes(socket);
    try {
      socket.connect(new InetSocketAddress(server.host(), server.port()), (int) CONNECT.toMillis());
      socket.setSoTimeout((int) SILENCE.toMillis());
      Socket first =
          server.encryption() == Encryption.TLS ? encrypted(socket, server, trust) : socket;
      SmtpConnection smtp = new SmtpConnection(first);
      smtp.expect(220, "greets with");
      smtp.hello();
      if (server.encryption() == Encryption.STARTTLS) {
        smtp.startTls(server, trust);
      }
      return smtp;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static SSLSocket encrypted(
      Socket socket, MailServer server, Optional<SSLSocketFactory> trust) throws IOException {
    SSLSocketFactory factory =
        trust.orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    SSLSocket encrypted =
        (SSLSocket) factory.createSocket(socket, server.host(), server.port(), true);
    SSLParameters parameters = encrypted.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    encrypted.setSSLParameters(parameters);
    encrypted.startHandshake();
    return encrypted;
  }

  private void hello() throws IOException {
    Reply reply = ask(HELLO, 250, "refuses the greeting with");
    offers = reply.lines.stream().map(line -> line.toUpperCase(Locale.ROOT)).toList();
  }

  private void startTls(MailServer server, Optional<SSLSocketFactory> trust) throws IOException {
    if (!offers.contains("STARTTLS")) {
      throw new IOException("does not offer STARTTLS, so nothing is sent");
    }
    ask("STARTTLS", 220, "refuses STARTTLS with");
    if (in.available() > 0) {
      throw new IOException("sent more after STARTTLS than it may");
    }
    socket = encrypted(socket, server, trust);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    hello();
  }

  /** Logs in, if there is a user. */
  void login(Optional<String> user, Optional<String> password) throws IOException {
    if (user.isEmpty() || password.isEmpty()) {
      return;
    }
    String mechanisms =
        offers.stream().filter(offer -> offer.startsWith("AUTH ")).findFirst().orElse("");
    List<String> offered = List.of(mechanisms.split(" ", -1));
    if (offered.contains("PLAIN")) {
      String login = base64("\0" + user.get() + "\0" + password.get());
      ask("AUTH PLAIN " + login, 235, "refuses the login with");
    } else if (offered.contains("LOGIN")) {
      ask("AUTH LOGIN", 334, "refuses the login with");
      ask(base64(user.get()), 334, "refuses the login with");
      ask(base64(password.get()), 235, "refuses the login with");
    } else {
      throw new IOException("offers no login with a password");
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** Sends one mail; all recipients must be taken. */
  void send(String from, List<String> to, byte[] mail) throws IOException {
    ask("MAIL FROM:<" + from + ">", 250, "refuses the sender with");
    for (String recipient : to) {
      ask("RCPT TO:<" + recipient + ">", 250, "refuses a recipient with");
    }
    ask("DATA", 354, "refuses the mail with");
    // No line begins with a dot: headers begin with letters, the rest is base64.
    out.write(mail);
    ask(".", 250, "refuses the mail with");
    say("QUIT");
  }

  private Reply ask(String command, int expected, String refusal) throws IOException {
    say(command);
    return expect(expected, refusal);
  }

  private void say(String command) throws IOException {
    if (!command.matches("[\\x20-\\x7e]*")) {
      throw new IOException("expected a command of printable ASCII");
    }
    out.write((command + "\r\n").getBytes(US_ASCII));
    out.flush();
  }

  private Reply expect(int expected, String refusal) throws IOException {
    Reply reply = read();
    if (reply.code != expected) {
      throw new IOException(refusal + " " + reply.text());
    }
    return reply;
  }

  private Reply read() throws IOException {
    List<String> lines = new ArrayList<>();
    while (lines.size() < MOST_LINES) {
      String line = line();
      if (!line.matches("[2-5][0-9]{2}([ -].*)?")) {
        throw new IOException("answered something that is no SMTP");
      }
      lines.add(line.length() > 4 ? line.substring(4).strip() : "");
      if (line.length() == 3 || line.charAt(3) == ' ') {
        return new Reply(Integer.parseInt(line.substring(0, 3)), lines);
      }
    }
    throw new IOException("answered more than " + MOST_LINES + " lines");
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("closed the connection");
      }
      if (line.size() >= MOST_LINE) {
        throw new IOException("answered a line that is too long");
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
