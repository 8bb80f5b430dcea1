package io.spikewatt.controller.assistant.audit;

import io.spikewatt.hal.store.Sha256;
import java.time.Instant;

/**
 * Something to be recorded.
 *
 * @param who client or person; empty = the program itself
 * @param asked its hash and begin, never a PIN
 * @param outcome in words
 */
public record AuditEntry(Instant at, Kind kind, String who, Asked asked, String outcome) {

  /** Kinds of entries; their words are contracts. */
  public enum Kind {
    /** A file begins. */
    BEGIN,
    /** A tool was called that reads. */
    CALL,
    PROPOSAL,
    APPROVAL,
    /** A command is about to be given. */
    EXECUTION,
    /** The site's answer to a command, or the end of a proposal. */
    RESULT,
    /** The switch was turned, or the program began. */
    SWITCH,
    /** Requests that were refused by a budget, counted. */
    FLOOD,
    /** The end of a file was cut or found damaged. */
    REPAIR
  }

  /**
   * A request.
   *
   * @param sha256 of all its bytes
   * @param text its begin
   */
  public record Asked(String sha256, String text) {

    private static final int SHOWN = 200;

    public static final Asked NOTHING = new Asked("", "");

    public static Asked of(byte[] bytes) {
      return new Asked(Sha256.of(bytes), AuditText.of(bytes, SHOWN));
    }
  }
}
