package io.spikewatt.drivers.iec62056;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Iec62056.Dialogue;
import io.spikewatt.testkit.Await;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;

/**
 * A serial line between the gateway and a scripted meter: two pseudo terminals that socat joins.
 * Unplugging takes the gateway's device away, as a USB adapter does that is pulled out.
 */
final class PtyLine implements AutoCloseable {

  final Path device;
  private final Path far;
  private Process socat;
  private FileInputStream in;
  private FileOutputStream out;

  private PtyLine(Path directory) throws IOException, InterruptedException {
    device = directory.resolve("gateway");
    far = directory.resolve("meter");
    plugIn();
  }

  /** Skips the test, saying so, where there is no socat. */
  static PtyLine open(Path directory) throws IOException, InterruptedException {
    return new PtyLine(directory);
  }

  void plugIn() throws IOException, InterruptedException {
    try {
      socat = new ProcessBuilder("socat", pty(device), pty(far)).redirectErrorStream(true).start();
    } catch (IOException absent) {
      Assumptions.abort("SKIPPED: socat is not installed");
    }
    Await.until(
        "socat made its links or died",
        () -> !socat.isAlive() || (Files.exists(device) && Files.exists(far)));
    Assumptions.assumeTrue(socat.isAlive(), "SKIPPED: socat makes no pty pair here");
    in = new FileInputStream(far.toFile());
    out = new FileOutputStream(far.toFile());
  }

  void unplug() throws IOException, InterruptedException {
    socat.destroy();
    socat.waitFor();
    in.close();
    out.close();
    Files.deleteIfExists(device);
    Files.deleteIfExists(far);
  }

  /** A meter at the far end, until it is unplugged. */
  ScriptedMeter meter(ScriptedMeter.Mode mode) {
    return ScriptedMeter.onStreams(mode, in, out);
  }

  Connection.Iec62056 connection(Dialogue dialogue, Duration timeout) {
    return new Connection.Iec62056(device.toString(), dialogue, Duration.ofSeconds(60), timeout);
  }

  private static String pty(Path link) {
    return "pty,raw,echo=0,link=" + link;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    unplug();
  }
}
