package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.config.profile.RegisterSpec.Table;

/**
 * Neighbouring registers that belong together.
 *
 * @param address zero-based
 * @param count number of 16-bit words, at least 1
 */
public record RegisterSpan(Table table, int address, int count) {

  static RegisterSpan of(RegisterSpec spec) {
    return new RegisterSpan(spec.table(), spec.address(), spec.encoding().words());
  }

  /** First address behind it. */
  int end() {
    return address + count;
  }
}
