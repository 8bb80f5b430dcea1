package io.spikewatt.drivers.mqtt;

import io.spikewatt.testkit.MosquittoProcess;
import io.spikewatt.testkit.MosquittoServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** mosquitto, for tests that hold for any broker; skipped where there is none. */
public final class Mosquitto extends MosquittoProcess implements MqttBroker {

  /**
   * @param more lines of its configuration
   */
  public Mosquitto(Path directory, String... more) throws IOException {
    MosquittoServer.assumeInstalled();
    super(directory, Stream.concat(Stream.of("allow_anonymous true"), Stream.of(more)).toList());
  }
}
