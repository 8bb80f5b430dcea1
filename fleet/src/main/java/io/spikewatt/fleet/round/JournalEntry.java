package io.spikewatt.fleet.round;

/**
 * One step of a group: a message that was accepted, or the end of a phase. The entries of a group
 * in their order are all its state.
 *
 * @param group number of the group within the round
 * @param kind what happened
 * @param gateway sender of a message; empty for the end of a phase
 * @param body of the message as it arrived; empty for the end of a phase
 */
public record JournalEntry(int group, StepKind kind, String gateway, byte[] body) {

  /** Kinds of messages in the order of the phases, and the end of whichever phase is open. */
  public enum StepKind {
    KEYS("keys"),
    SHARES("shares"),
    UPDATE("update"),
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

  /** The end of the open phase. */
  public static JournalEntry close(int group) {
    return new JournalEntry(group, StepKind.CLOSE, "", new byte[0]);
  }
}
