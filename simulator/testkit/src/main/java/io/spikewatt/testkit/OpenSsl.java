package io.spikewatt.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates as people make them. */
public final class OpenSsl {

  private OpenSsl() {}

  /** Makes {@code <name>.pem} and {@code <name>.key}, signed by itself, for two days. */
  public static void certificate(Path directory, String name, String kind)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes"));
    command.addAll(List.of(("-newkey " + kind).split(" ")));
    command.addAll(
        List.of("-days", "2", "-subj", "/CN=site.test", "-addext", "subjectAltName=IP:127.0.0.1"));
    command.addAll(List.of("-keyout", name + ".key", "-out", name + ".pem"));
    Process openssl =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!openssl.waitFor(20, TimeUnit.SECONDS) || openssl.exitValue() != 0) {
      throw new IllegalStateException(said);
    }
  }
}
