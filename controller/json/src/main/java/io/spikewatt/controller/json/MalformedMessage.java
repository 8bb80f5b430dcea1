package io.spikewatt.controller.json;

/** A message that cannot be read; says what was expected. */
public final class MalformedMessage extends Exception {

  private static final long serialVersionUID = 1;

  public MalformedMessage(String expected) {
    super(expected);
  }
}
