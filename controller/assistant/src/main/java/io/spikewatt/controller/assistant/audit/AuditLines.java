package io.spikewatt.controller.assistant.audit;

import io.spikewatt.controller.json.MalformedMessage;
import java.util.Arrays;
import java.util.Optional;

/**
 * One file of an audit, as far as it continues the chain.
 *
 * @param last the last record that fits, or the one before the file
 * @param goodBytes length of the part that fits
 * @param misfit what does not fit; empty = the whole file does
 */
record AuditLines(AuditHead last, int goodBytes, Optional<Misfit> misfit) {

  /**
   * The first place that does not fit.
   *
   * @param seq number of the record that belongs there
   * @param why in words
   * @param torn whether the file ends within the record
   */
  record Misfit(long seq, String why, boolean torn) {}

  /**
   * Follows the chain through a file.
   *
   * @param before the record before it
   * @param known a record that is known to be there; {@link AuditHead#NONE} = none is
   */
  static AuditLines of(byte[] file, AuditHead before, AuditHead known) {
    AuditHead last = before;
    int from = 0;
    while (from < file.length) {
      int end = from;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      if (end == file.length) {
        return new AuditLines(
            last,
            from,
            Optional.of(
                new Misfit(
                    last.seq() + 1, "the file ends within record " + (last.seq() + 1), true)));
      }
      Optional<Misfit> misfit;
      AuditHead next = last;
      try {
        AuditRecord found = AuditRecord.read(Arrays.copyOfRange(file, from, end));
        misfit = misfit(found, last, known);
        next = found.head();
      } catch (MalformedMessage e) {
        misfit =
            Optional.of(
                new Misfit(
                    last.seq() + 1,
                    "record %d cannot be read: %s".formatted(last.seq() + 1, e.getMessage()),
                    false));
      }
      if (misfit.isPresent()) {
        return new AuditLines(last, from, misfit);
      }
      last = next;
      from = end + 1;
    }
    return new AuditLines(last, from, Optional.empty());
  }

  /** The record before a file, as its first line tells; empty = there is no such line. */
  static Optional<AuditHead> before(byte[] file) {
    for (int end = 0; end < file.length; end++) {
      if (file[end] == '\n') {
        try {
          AuditRecord first = AuditRecord.read(Arrays.copyOf(file, end));
          return Optional.of(new AuditHead(first.seq() - 1, first.previous()));
        } catch (MalformedMessage _) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Misfit> misfit(AuditRecord found, AuditHead last, AuditHead known) {
    if (found.seq() != last.seq() + 1) {
      return Optional.of(
          new Misfit(
              last.seq() + 1,
              "expected record %d, found %d".formatted(last.seq() + 1, found.seq()),
              false));
    }
    if (!found.previous().equals(last.sha256())) {
      return Optional.of(
          new Misfit(
              last.seq(),
              "record %d was changed: record %d continues another one"
                  .formatted(last.seq(), found.seq()),
              false));
    }
    if (found.seq() == known.seq() && !found.sha256().equals(known.sha256())) {
      return Optional.of(
          new Misfit(
              found.seq(),
              "record %d was changed: another is known".formatted(found.seq()),
              false));
    }
    return Optional.empty();
  }
}
