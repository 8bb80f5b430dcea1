package io.spikewatt.controller.compute.nvml;

import java.util.OptionalDouble;

/** A function of NVML that did not succeed; the message is for people. */
public final class NvmlException extends Exception {

  private static final long serialVersionUID = 1;

  private final NvmlResult result;
  private final boolean losesDevice;

  NvmlException(NvmlResult result, String function) {
    super(function + ": " + result.words());
    this.result = result;
    // Questions have no argument that can be wrong but the device's handle.
    this.losesDevice =
        result.losesDevice()
            || (result == NvmlResult.INVALID_ARGUMENT && function.startsWith("nvmlDeviceGet"));
  }

  /** A failure of before, which is not tried again yet. */
  NvmlException(NvmlException before, String message) {
    super(message, before);
    this.result = before.result;
    this.losesDevice = before.losesDevice;
  }

  public NvmlResult result() {
    return result;
  }

  /** Whether the handle is worth nothing any more, so that the library has to be opened again. */
  boolean losesDevice() {
    return losesDevice;
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
      if (e.losesDevice) {
        throw e;
      }
      return OptionalDouble.empty();
    }
  }
}
