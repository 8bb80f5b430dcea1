package io.spikewatt.config.compute;

/** Where the draw of a compute box is known from. */
public sealed interface DrawSource {

  /** Whether the draw, or a part of it, is estimated and not measured. */
  boolean estimated();

  /**
   * The meters of the means, and a constant for what they do not measure.
   *
   * @param restW draw of all other parts, W, {@code >= 0}: an estimate
   */
  record Meters(double restW) implements DrawSource {
    @Override
    public boolean estimated() {
      return restW > 0;
    }
  }

  /**
   * A file with one number, such as {@code power1_average} of a hwmon directory.
   *
   * @param wattsPerUnit of the number, W, {@code > 0}
   */
  record MeterFile(String file, double wattsPerUnit) implements DrawSource {
    @Override
    public boolean estimated() {
      return false;
    }
  }

  /**
   * An estimate from the processors' use: a straight line.
   *
   * @param idleW at rest, W
   * @param fullW with all processors in use, W, {@code > idleW}
   */
  record Processors(double idleW, double fullW) implements DrawSource {
    @Override
    public boolean estimated() {
      return true;
    }
  }
}
