package org.openmuc.jrxtx;

/** Length of the pause after a character. */
public enum StopBits {
  STOPBITS_1,
  STOPBITS_1_5,
  STOPBITS_2
}
