package io.spikewatt.controller.json;

/** A message that cannot be read; its text names the expected content. */
public final class MalformedMessage extends Exception {

  private static final long serialVersionUID = 1;

  public MalformedMessage(String expected) {
    super(expected);
  }
}
