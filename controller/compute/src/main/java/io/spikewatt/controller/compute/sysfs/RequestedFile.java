package io.spikewatt.controller.compute.sysfs;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A power limit requested by a file, and what the file then tells. */
final class RequestedFile {

  private final long perWatt;
  private @Nullable Long wantedW;

  RequestedFile(long perWatt) {
    this.perWatt = perWatt;
  }

  /**
   * A limit as it was read back.
   *
   * @param watts empty = not readable
   * @param problem why the requested value is not in force
   */
  record InForce(OptionalDouble watts, Optional<String> problem) {}

  void want(long watts) {
    wantedW = watts;
  }

  /** Requests the limit if the file tells another one, and reads it back. */
  InForce reading(KernelFile file) {
    Long wanted = wantedW;
    try {
      long told = file.number();
      if (wanted == null || told == wanted * perWatt) {
        return new InForce(watts(told), Optional.empty());
      }
      return requested(file, wanted, told);
    } catch (IOException e) {
      return new InForce(OptionalDouble.empty(), Optional.ofNullable(e.getMessage()));
    }
  }

  private InForce requested(KernelFile file, long wanted, long before) throws IOException {
    try {
      file.write(Long.toString(wanted * perWatt));
    } catch (IOException e) {
      return new InForce(watts(before), Optional.ofNullable(e.getMessage()));
    }
    long after = file.number();
    return new InForce(
        watts(after),
        after - wanted * perWatt > perWatt
            ? Optional.of(
                "%s: %d W requested, %d W in force".formatted(file.path(), wanted, after / perWatt))
            : Optional.empty());
  }

  private OptionalDouble watts(long told) {
    return OptionalDouble.of((double) told / perWatt);
  }
}
