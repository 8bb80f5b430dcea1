package io.spikewatt.controller.sparkplug;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.spikewatt.hal.message.Message;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Whether the host application is there without which the node stays silent. An older statement
 * does not replace a newer one: the broker may deliver a late death after the next birth. Confined
 * to one thread.
 */
public final class PrimaryHost {

  private static final int MAX_BYTES = 1_024;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxNumberLength(20)
                  .maxStringLength(64)
                  .build())
          .build();

  private final SparkplugTopics topics;
  private boolean online;
  private OptionalLong statedAt = OptionalLong.empty();

  public PrimaryHost(SparkplugTopics topics) {
    this.topics = topics;
  }

  /** Whether the node may publish. */
  public boolean online() {
    return online || topics.primaryHost().isEmpty();
  }

  /** Takes a message if it is the host's statement; one that is not understood changes nothing. */
  public boolean take(Message message) {
    if (topics.state().filter(message.topic()::equals).isEmpty()) {
      return false;
    }
    if (message.payload().length <= MAX_BYTES) {
      read(message.payload());
    }
    return true;
  }

  private void read(byte[] payload) {
    OptionalLong timestamp = OptionalLong.empty();
    boolean stated = false;
    boolean value = false;
    try (JsonParser parser = JSON.createParser(payload)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (name.equals("online") && token != null && token.isBoolean()) {
          stated = true;
          value = parser.getBooleanValue();
        } else if (name.equals("timestamp") && token == JsonToken.VALUE_NUMBER_INT) {
          timestamp = OptionalLong.of(parser.getLongValue());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      return;
    }
    if (stated
        && timestamp.isPresent()
        && timestamp.getAsLong() >= statedAt.orElse(Long.MIN_VALUE)) {
      online = value;
      statedAt = timestamp;
    }
  }
}
