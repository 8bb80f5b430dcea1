package io.spikewatt.controller.assistant.audit;

/**
 * A record that is known to be on disk. Kept apart from the audit's files, so that a cut end is
 * found.
 *
 * @param seq its number, from 1
 * @param sha256 of its line
 */
public record AuditHead(long seq, String sha256) {

  /** Before the first record. */
  public static final AuditHead NONE = new AuditHead(0, "0".repeat(64));
}
