package io.spikewatt.simulator.server;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.simulator.physics.SelfRegulatingBattery;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The registers of a home battery that regulates by its own meter, without a wire, for days that
 * have to pass in seconds. Counts the writes, because some of its memory wears.
 */
public abstract sealed class VendorBattery implements RegisterPort, RegisterSession
    permits HuaweiBattery, SolarEdgeBattery {

  protected final SelfRegulatingBattery battery;
  private final Map<Integer, Integer> words = new HashMap<>();
  private final Map<Integer, Long> writes = new HashMap<>();
  protected long nowNanos;

  VendorBattery(SelfRegulatingBattery battery) {
    this.battery = battery;
  }

  /** Puts the measured values into the registers. */
  protected abstract void measure();

  /** Acts on registers that were just written. */
  protected abstract void commanded(int address);

  /** Number of writes since the start, by address. */
  public long writes(IntPredicate address) {
    return writes.entrySet().stream()
        .filter(entry -> address.test(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Override
  public RegisterReply read(Table table, int address, int count) {
    measure();
    int[] read = new int[count];
    for (int i = 0; i < count; i++) {
      read[i] = word(address + i);
    }
    return new RegisterReply.Words(read);
  }

  @Override
  public RegisterReply write(int address, int... written) {
    for (int i = 0; i < written.length; i++) {
      put(address + i, written[i]);
    }
    writes.merge(address, 1L, Long::sum);
    commanded(address);
    return new RegisterReply.Words(written);
  }

  protected final int word(int address) {
    return words.getOrDefault(address, 0);
  }

  /** Two words, the high one first. */
  protected final int highFirst(int address) {
    return word(address) << 16 | word(address + 1);
  }

  /** Two words, the low one first. */
  protected final int lowFirst(int address) {
    return word(address + 1) << 16 | word(address);
  }

  protected final void put(int address, int word) {
    words.put(address, word & 0xFFFF);
  }

  protected final void putHighFirst(int address, long bits) {
    put(address, (int) (bits >>> 16));
    put(address + 1, (int) bits);
  }

  protected final void putLowFirst(int address, long bits) {
    put(address, (int) bits);
    put(address + 1, (int) (bits >>> 16));
  }

  @Override
  public RegisterSession begin(Moment now) {
    nowNanos = now.nanos();
    return this;
  }

  @Override
  public RegisterSession begin(Moment now, Duration budget) {
    return begin(now);
  }

  @Override
  public long connection() {
    return 1;
  }

  @Override
  public void close() {}
}
