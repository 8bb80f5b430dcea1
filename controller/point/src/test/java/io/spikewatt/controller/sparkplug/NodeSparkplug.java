package io.spikewatt.controller.sparkplug;

import io.spikewatt.testkit.NpmPackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Payloads through the npm package {@code sparkplug-payload}, in a process of its own. */
final class NodeSparkplug {

  /** Pinned; its parts are pinned by it. */
  private static final String PACKAGE = "sparkplug-payload@1.0.3";

  private final Path installed;
  private final Path script;

  /** Skips the test, loudly, where node, npm or the package cannot be had. */
  NodeSparkplug(Path folder) throws IOException, InterruptedException {
    this.installed = NpmPackage.install(PACKAGE);
    this.script = folder.resolve("sparkplug_payload.mjs");
    try (InputStream in = NodeSparkplug.class.getResourceAsStream("sparkplug_payload.mjs")) {
      Files.copy(Objects.requireNonNull(in), script, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** JSON of a payload; 64-bit integers are texts. */
  String decode(byte[] payload) throws IOException, InterruptedException {
    return new String(run("decode", payload), StandardCharsets.UTF_8);
  }

  byte[] encode(String json) throws IOException, InterruptedException {
    return run("encode", json.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] run(String what, byte[] input) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("node", script.toString(), installed.toString(), what)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var in = process.getOutputStream()) {
      in.write(input);
    }
    byte[] output = process.getInputStream().readAllBytes();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError("node: " + what + " failed");
    }
    return output;
  }
}
