package io.spikewatt.controller.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Debian's aiosmtpd, a mail server that we did not write, as a process of its own. */
final class SmtpServer implements AutoCloseable {

  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Path LIBRARY = Path.of("/usr/lib/python3/dist-packages/aiosmtpd");

  /** Prints its port, then for each mail the envelope and what Python's own parser reads. */
  private static final String PROGRAM =
      """
      import email, email.policy, json, ssl, sys
      from aiosmtpd.controller import Controller
      from aiosmtpd.smtp import AuthResult, SMTP
      how, directory = sys.argv[1], sys.argv[2]

      class Handler:
          async def handle_RCPT(self, server, session, envelope, address, options):
              if address.startswith("nobody@"):
                  return "550 no such user"
              envelope.rcpt_tos.append(address)
              return "250 OK"
          async def handle_DATA(self, server, session, envelope):
              mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
              print(json.dumps({
                  "from": envelope.mail_from, "to": envelope.rcpt_tos,
                  "tls": how == "tls" or session.ssl is not None, "user": str(session.auth_data or ""),
                  "host": session.host_name, "subject": mail["Subject"],
                  "headers": sorted(mail.keys()), "defects": len(mail.defects),
                  "text": mail.get_content().replace("\\r\\n", "\\n")}, ensure_ascii=False, sort_keys=True), flush=True)
              return "250 OK"

      def login(server, session, envelope, mechanism, data):
          right = data.login == b"house" and data.password == b"s3cret"
          return AuthResult(success=right, handled=right, auth_data=data.login.decode() if right else None)

      context = None
      if how != "none":
          context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
          context.load_cert_chain(directory + "/own.pem", directory + "/own.key")
      class Listening(Controller):
          def factory(self):
              return SMTP(self.handler, hostname="localhost", authenticator=login,
                  auth_required=how != "none", auth_require_tls=False,
                  tls_context=context if how == "starttls" else None,
                  require_starttls=how == "starttls", data_size_limit=100000)
          def _trigger_server(self):
              self.port = self.server.sockets[0].getsockname()[1]
              super()._trigger_server()
      server = Listening(Handler(), hostname="127.0.0.1", port=0,
          ssl_context=context if how == "tls" else None)
      server.start()
      print(server.port, flush=True)
      sys.stdin.read()
      """;

  private final Process process;
  private final BufferedReader out;
  private final int port;

  private SmtpServer(Process process) throws IOException {
    this.process = process;
    this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    this.port = Integer.parseInt(String.valueOf(out.readLine()));
  }

  /**
   * @param how {@code none}, {@code starttls} or {@code tls}
   * @param directory with {@code own.pem} and {@code own.key} unless it is {@code none}
   */
  static SmtpServer start(String how, Path directory) throws IOException {
    Assumptions.assumeTrue(
        Files.exists(LIBRARY), () -> "SKIPPED: python3-aiosmtpd is not installed here");
    Path errors = directory.resolve("smtp-errors.txt");
    return new SmtpServer(
        new ProcessBuilder(PYTHON.toString(), "-W", "ignore", "-c", PROGRAM, how, "" + directory)
            .redirectError(errors.toFile())
            .start());
  }

  /** A certificate for {@code localhost}, made with openssl. */
  static void certificate(Path directory) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey", "ec", "-nodes"));
    command.addAll(List.of("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost"));
    command.addAll(List.of("-addext", "subjectAltName=DNS:localhost", "-days", "2"));
    command.addAll(List.of("-keyout", "own.key", "-out", "own.pem"));
    Process made =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(made.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, made.waitFor(), said);
  }

  int port() {
    return port;
  }

  /** The next mail, as one line of JSON. */
  String mail() throws IOException {
    String line = out.readLine();
    assertTrue(line != null, "the server has ended");
    return line;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
