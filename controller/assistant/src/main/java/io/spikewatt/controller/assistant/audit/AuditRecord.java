package io.spikewatt.controller.assistant.audit;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.hal.store.Sha256;

/**
 * One line of an audit's file.
 *
 * @param seq its number, from 1 on through all files
 * @param previous SHA-256 of the line before, of whichever file
 * @param sha256 of this line
 */
record AuditRecord(long seq, String previous, String sha256) {

  private static final int LONGEST_WHO = 80;
  private static final int LONGEST_ASKED = 1300;
  private static final int LONGEST_OUTCOME = 400;

  /** A line without its line feed. */
  static byte[] line(AuditEntry entry, AuditHead before, String tools) {
    return JsonWriter.object(
        json ->
            json.put("seq", before.seq() + 1)
                .put("at", entry.at())
                .put("kind", JsonWriter.word(entry.kind()))
                .put("who", AuditText.of(entry.who(), LONGEST_WHO))
                .put("askedSha256", entry.asked().sha256())
                .put("asked", AuditText.of(entry.asked().text(), LONGEST_ASKED))
                .put("outcome", AuditText.of(entry.outcome(), LONGEST_OUTCOME))
                .put("toolsSha256", tools)
                .put("previous", before.sha256()));
  }

  /** Reads a line without its line feed. */
  static AuditRecord read(byte[] line) throws MalformedMessage {
    JsonTree tree = JsonTree.strict(line);
    try {
      return new AuditRecord(
          Long.parseLong(tree.text("seq")), tree.text("previous"), Sha256.of(line));
    } catch (NumberFormatException e) {
      throw new MalformedMessage("a number of the record, found " + AuditText.of(line, 40));
    }
  }

  AuditHead head() {
    return new AuditHead(seq, sha256);
  }
}
