package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.config.profile.RegisterSpec.Table;

/** {@code count} (at least 1) neighbouring 16-bit registers from a zero-based address on. */
public record RegisterSpan(Table table, int address, int count) {

  static RegisterSpan of(RegisterSpec spec) {
    return new RegisterSpan(spec.table(), spec.address(), spec.encoding().words());
  }

  /** First address behind it. */
  int end() {
    return address + count;
  }
}
