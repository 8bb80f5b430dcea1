package org.openmuc.jrxtx;

/** Bits of a character. */
public enum DataBits {
  DATABITS_5(5),
  DATABITS_6(6),
  DATABITS_7(7),
  DATABITS_8(8);

  private final int bits;

  DataBits(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }
}
