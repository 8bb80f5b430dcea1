package io.spikewatt.drivers.mqtt;

import io.spikewatt.config.site.MqttVersion;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One broker for all tests, because it takes many seconds to start. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RabbitMqLinkTest extends MqttLinkContract {

  private RabbitMq rabbit;

  @BeforeAll
  void makeOne(@TempDir Path directory) throws IOException {
    rabbit = new RabbitMq(directory);
  }

  @AfterAll
  void end() throws Exception {
    if (rabbit != null) {
      rabbit.end();
    }
  }

  @Override
  MqttBroker makeBroker() {
    return rabbit;
  }

  @Override
  MqttVersion version() {
    return MqttVersion.V5;
  }

  /** RabbitMQ 4.0 looks kept messages up by their exact topic. */
  @Override
  boolean keptMessagesMeetWildcards() {
    return false;
  }
}
