package org.openmuc.jrxtx;

/** Parity bit of a character. */
public enum Parity {
  NONE,
  ODD,
  EVEN,
  MARK,
  SPACE
}
