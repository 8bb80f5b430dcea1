package io.spikewatt.inference.spike.event;

/**
 * Scales of rows, in one byte each: {@code largest / 2^(code / 16)}. At most 4.4 % of a row's
 * resolution is lost against a scale of its own in full, for a quarter of the bytes.
 *
 * @param largest scale of code 0, above 0
 */
record ScaleGrid(float largest) {
  private static final int PER_OCTAVE = 16;
  private static final int CODES = 256;

  ScaleGrid {
    if (!(largest > 0) || Float.isInfinite(largest)) {
      throw new IllegalArgumentException("largest scale " + largest);
    }
  }

  /** The code of the smallest scale that is not below the wanted one, if there is any. */
  byte encode(float wanted) {
    int code = 0;
    while (code + 1 < CODES && scale((byte) (code + 1)) >= wanted) {
      code++;
    }
    return (byte) code;
  }

  float scale(byte code) {
    return (float) (largest / StrictMath.pow(2, Byte.toUnsignedInt(code) / (double) PER_OCTAVE));
  }
}
