package io.spikewatt.controller.homeassistant;

import io.spikewatt.controller.fixture.CapturedOutlet;
import io.spikewatt.hal.message.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics and payloads of a site with one device of every role, and its entities. */
class AnnouncedNamesTest {

  @TempDir private Path directory;

  @Test
  void topicsKeysAndEntitiesAreThoseThatWereCaptured() {
    RecordedBroker broker = new RecordedBroker();
    List<Message> sent = new ArrayList<>();
    try (AnnouncedSite site =
        new AnnouncedSite(AnnouncedSite.yaml(directory), broker, AnnouncedSite.START)) {
      // Beyond the end of a quarter hour, whose record is published.
      site.seconds(16 * 60);
      sent.addAll(broker.take());
    }
    List<String> topics = new ArrayList<>();
    List<String> entities = new ArrayList<>();
    RecordedBroker.newest(sent)
        .forEach(
            (topic, text) -> {
              if (topic.startsWith("homeassistant/")) {
                entities.addAll(CapturedOutlet.values(topic, text));
              } else if (text.startsWith("{")) {
                topics.addAll(CapturedOutlet.values(topic, text));
              } else {
                topics.add(topic + "=" + text);
              }
            });
    CapturedOutlet.holds("mqtt", topics);
    CapturedOutlet.holds("home-assistant", entities);
  }
}
