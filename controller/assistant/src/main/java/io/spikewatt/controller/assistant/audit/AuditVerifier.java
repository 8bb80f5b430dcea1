package io.spikewatt.controller.assistant.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Checks an audit's files: that each record continues the one before, and that none is missing. */
public final class AuditVerifier {

  private AuditVerifier() {}

  /**
   * Outcome of a check.
   *
   * @param files number of files
   * @param first number of the first record kept; earlier ones were in files deleted as the oldest
   * @param last the last record that fits
   * @param misfit the first place that does not fit; empty = all fits
   */
  public record Verdict(int files, long first, AuditHead last, Optional<Misfit> misfit) {}

  /**
   * The first place that does not fit.
   *
   * @param file name of the file
   * @param seq number of the record that belongs there
   */
  public record Misfit(String file, long seq, String why) {}

  /**
   * Checks all files.
   *
   * @param bounds by which they were written
   * @param known the newest record that is known to have been on disk; {@link AuditHead#NONE} = an
   *     end that was cut off between two records is not found
   * @throws IOException if a file cannot be read
   */
  public static Verdict verify(Path directory, AuditFiles.Bounds bounds, AuditHead known)
      throws IOException {
    SortedMap<Integer, Path> files = AuditNames.in(directory);
    if (files.isEmpty()) {
      return verdict(0, 1, AuditHead.NONE, missing(directory, 1, 1, known.seq() > 0));
    }
    int number = files.firstKey();
    AuditHead last =
        number == 1
            ? AuditHead.NONE
            : AuditLines.before(Files.readAllBytes(files.get(number))).orElse(AuditHead.NONE);
    long first = last.seq() + 1;
    if (number > 1 && files.size() < bounds.files()) {
      // Only the oldest beyond the bound are deleted.
      return verdict(files.size(), first, last, missing(directory, number - 1, last.seq(), true));
    }
    for (Map.Entry<Integer, Path> file : files.entrySet()) {
      if (file.getKey() != number) {
        return verdict(files.size(), first, last, missing(directory, number, last.seq() + 1, true));
      }
      AuditLines lines = AuditLines.of(Files.readAllBytes(file.getValue()), last, known);
      last = lines.last();
      if (lines.misfit().isPresent()) {
        AuditLines.Misfit misfit = lines.misfit().get();
        String name = file.getValue().getFileName().toString();
        return verdict(
            files.size(), first, last, Optional.of(new Misfit(name, misfit.seq(), misfit.why())));
      }
      number++;
    }
    if (last.seq() < known.seq()) {
      return verdict(
          files.size(),
          first,
          last,
          Optional.of(
              new Misfit(
                  AuditNames.of(directory, number - 1).getFileName().toString(),
                  last.seq() + 1,
                  "records %d to %d are missing".formatted(last.seq() + 1, known.seq()))));
    }
    return verdict(files.size(), first, last, Optional.empty());
  }

  private static Verdict verdict(int files, long first, AuditHead last, Optional<Misfit> misfit) {
    return new Verdict(files, first, last, misfit);
  }

  private static Optional<Misfit> missing(Path directory, int number, long seq, boolean isMissing) {
    String name = AuditNames.of(directory, number).getFileName().toString();
    return isMissing ? Optional.of(new Misfit(name, seq, "the file is missing")) : Optional.empty();
  }
}
