package io.spikewatt.controller.protocol;

/** Kinds of messages in the order of the phases, and the end of whichever phase is open. */
public enum StepKind {
  KEYS("keys"),
  /** Instead of keys. */
  DECLINE("decline"),
  SHARES("shares"),
  UPDATE("update"),
  SIGNATURE("signature"),
  REVEAL("reveal"),
  CLOSE("close");

  private final String topic;

  StepKind(String topic) {
    this.topic = topic;
  }

  /** Last level of the topic that such messages arrive on. */
  public String topic() {
    return topic;
  }
}
