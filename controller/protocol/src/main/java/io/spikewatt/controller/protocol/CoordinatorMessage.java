package io.spikewatt.controller.protocol;

import io.spikewatt.controller.json.JsonWriter;
import java.util.Arrays;
import java.util.Optional;

/** Kinds of messages that a coordinator sends to a gateway. */
public enum CoordinatorMessage {
  /** Answers a hello. */
  WELCOME,
  /** Asks for a hello: the coordinator was away. */
  GREET,
  /** The version that is released. */
  MODEL,
  /** The version that the next round begins with. */
  BASE,
  /** A version to try. */
  CANARY,
  INVITATION,
  GROUP_KEYS,
  GROUP_SHARES,
  /** The list that a member is to sign. */
  SURVIVORS,
  /** Under that list, of the whole group. */
  SIGNATURES,
  /** Number of a batch of records that is stored, as text. */
  STORED,
  /** A command of the fleet's operator, signed. */
  ORDER,
  /** Cause and detail of a refusal, a line each. */
  REFUSAL;

  /** Last level of its topic: a contract with every release, so constants keep their names. */
  public String topic() {
    return JsonWriter.word(this);
  }

  /** The kind of a message by its whole topic; empty for one of a newer coordinator. */
  public static Optional<CoordinatorMessage> of(String topic) {
    String last = topic.substring(topic.lastIndexOf('/') + 1);
    return Arrays.stream(values()).filter(kind -> kind.topic().equals(last)).findFirst();
  }
}
