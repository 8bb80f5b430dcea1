package io.spikewatt.fleet.round;

import io.spikewatt.controller.protocol.StepKind;

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

  /** The end of the open phase. */
  public static JournalEntry close(int group) {
    return new JournalEntry(group, StepKind.CLOSE, "", new byte[0]);
  }
}
