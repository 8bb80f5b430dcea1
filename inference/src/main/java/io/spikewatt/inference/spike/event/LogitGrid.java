package io.spikewatt.inference.spike.event;

/**
 * Evenly spaced logits, coded in one byte. A leak near 1 forgets over days and one near 0 at once;
 * an even spacing of logits is equally fine at both ends.
 *
 * @param first logit of code 0
 * @param spacing from one code to the next, 0 or above
 */
record LogitGrid(float first, float spacing) {
  /** Beyond it a leak is 0 or 1 for any horizon: it forgets in minutes, or not in four months. */
  private static final float EXTREME = 8;

  LogitGrid {
    if (!(Math.abs(first) <= EXTREME) || !(spacing >= 0 && spacing <= 2 * EXTREME)) {
      throw new IllegalArgumentException("a grid of leaks from " + first + " by " + spacing);
    }
  }

  /** The grid that spans the given logits with {@code levels} levels, 2 to 256. */
  static LogitGrid spanning(float[] w, int at, int count, int levels) {
    float least = EXTREME;
    float greatest = -EXTREME;
    for (int i = at; i < at + count; i++) {
      least = Math.min(least, clamp(w[i]));
      greatest = Math.max(greatest, clamp(w[i]));
    }
    return new LogitGrid(least, (greatest - least) / (levels - 1));
  }

  /** Writes the codes of the nearest levels in the logits' places. */
  void encode(float[] w, byte[] codes, int at, int count) {
    for (int i = at; i < at + count; i++) {
      codes[i] = spacing == 0 ? 0 : (byte) Math.round((clamp(w[i]) - first) / spacing);
    }
  }

  float logit(byte code) {
    return first + Byte.toUnsignedInt(code) * spacing;
  }

  private static float clamp(float logit) {
    return Math.clamp(logit, -EXTREME, EXTREME);
  }
}
