package io.spikewatt.controller.protocol;

import java.util.Arrays;
import java.util.Optional;

/** Kinds of messages that a coordinator sends to a gateway. */
public enum CoordinatorMessage {
  /** Answers a hello. */
  WELCOME("welcome"),
  /** Asks for a hello: the coordinator was away. */
  GREET("greet"),
  /** The version that is released. */
  MODEL("model"),
  /** The version that the next round begins with. */
  BASE("base"),
  /** A version to try. */
  CANARY("canary"),
  INVITATION("invitation"),
  GROUP_KEYS("group-keys"),
  GROUP_SHARES("group-shares"),
  /** The list that a member is to sign. */
  SURVIVORS("survivors"),
  /** Under that list, of the whole group. */
  SIGNATURES("signatures"),
  /** Number of a batch of records that is stored, as text. */
  STORED("stored"),
  /** A command of the fleet's operator, signed. */
  ORDER("order"),
  /** Cause and detail of a refusal, a line each. */
  REFUSAL("refusal");

  private final String topic;

  CoordinatorMessage(String topic) {
    this.topic = topic;
  }

  /** Last level of its topic. */
  public String topic() {
    return topic;
  }

  /** The kind of a message by its whole topic; empty for one of a newer coordinator. */
  public static Optional<CoordinatorMessage> of(String topic) {
    String last = topic.substring(topic.lastIndexOf('/') + 1);
    return Arrays.stream(values()).filter(kind -> kind.topic.equals(last)).findFirst();
  }
}
