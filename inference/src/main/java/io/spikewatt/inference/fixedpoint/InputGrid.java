package io.spikewatt.inference.fixedpoint;

/** The grid of an event network's inputs: steps of 1/1024 from -32 to 32. */
public final class InputGrid {
  /** Steps in 1: errors of at most 1/2048, against int8 weights' 1/254. */
  public static final int PER_UNIT = 1024;

  /** Inputs beyond are cut off; 16 bits. */
  public static final float LIMIT = 31.999f;

  /** Floats of this size are whole numbers, so adding it rounds, halves to even, as rint does. */
  private static final int WHOLE = 3 << 22;

  private InputGrid() {}

  /** The nearest step; refuses an input that is not finite. */
  public static int of(float input) {
    if (!Float.isFinite(input)) {
      throw new IllegalArgumentException("an input is " + input);
    }
    return ofNear(Math.max(-LIMIT, Math.min(LIMIT, input)));
  }

  /** The nearest step of an input from -32 to 32; in a loop the compiler vectorises it. */
  public static int ofNear(float input) {
    return (int) (input * PER_UNIT + WHOLE) - WHOLE;
  }
}
