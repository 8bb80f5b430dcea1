package io.spikewatt.controller.compute.nvml;

import java.util.Locale;

/** Return codes of NVML's functions, as its documentation names them ({@code nvmlReturn_t}). */
public enum NvmlResult {
  SUCCESS(0),
  UNINITIALIZED(1, true),
  INVALID_ARGUMENT(2),
  NOT_SUPPORTED(3),
  NO_PERMISSION(4),
  ALREADY_INITIALIZED(5),
  NOT_FOUND(6, true),
  INSUFFICIENT_SIZE(7),
  INSUFFICIENT_POWER(8),
  DRIVER_NOT_LOADED(9, true),
  TIMEOUT(10),
  IRQ_ISSUE(11, true),
  LIBRARY_NOT_FOUND(12, true),
  FUNCTION_NOT_FOUND(13),
  CORRUPTED_INFOROM(14),
  GPU_IS_LOST(15, true),
  RESET_REQUIRED(16, true),
  OPERATING_SYSTEM(17),
  LIB_RM_VERSION_MISMATCH(18, true),
  IN_USE(19),
  MEMORY(20),
  NO_DATA(21),
  VGPU_ECC_NOT_SUPPORTED(22),
  INSUFFICIENT_RESOURCES(23),
  FREQ_NOT_SUPPORTED(24),
  ARGUMENT_VERSION_MISMATCH(25),
  DEPRECATED(26),
  NOT_READY(27),
  GPU_NOT_FOUND(28, true),
  INVALID_STATE(29),
  UNKNOWN(999, true);

  private final int code;
  private final boolean losesDevice;

  NvmlResult(int code) {
    this(code, false);
  }

  NvmlResult(int code, boolean losesDevice) {
    this.code = code;
    this.losesDevice = losesDevice;
  }

  public int code() {
    return code;
  }

  /** Whether handles are worth nothing any more, so that the library has to be opened again. */
  boolean losesDevice() {
    return losesDevice;
  }

  /** The result of a code; {@link #UNKNOWN} for one of a newer library. */
  static NvmlResult of(int code) {
    for (NvmlResult result : values()) {
      if (result.code == code) {
        return result;
      }
    }
    return UNKNOWN;
  }

  /** In words: {@code gpu is lost (15)}. */
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ') + " (" + code + ")";
  }
}
