package io.spikewatt.controller.compute.nvml;

import java.util.OptionalDouble;

/** A function of NVML that did not succeed; the message is for people. */
public final class NvmlException extends Exception {

  private static final long serialVersionUID = 1;

  private final NvmlResult result;

  NvmlException(NvmlResult result, String function) {
    super(function + ": " + result.words());
    this.result = result;
  }

  /** A failure of before, which is not tried again yet. */
  NvmlException(NvmlException before, String message) {
    super(message, before);
    this.result = before.result;
  }

  public NvmlResult result() {
    return result;
  }

  /** A question about one GPU. */
  @FunctionalInterface
  interface Question {
    double ask() throws NvmlException;
  }

  /**
   * The answer; empty if this card does not answer this question.
   *
   * @throws NvmlException if the device or the driver is lost
   */
  static OptionalDouble optional(Question question) throws NvmlException {
    try {
      return OptionalDouble.of(question.ask());
    } catch (NvmlException e) {
      if (e.result.losesDevice()) {
        throw e;
      }
      return OptionalDouble.empty();
    }
  }
}
