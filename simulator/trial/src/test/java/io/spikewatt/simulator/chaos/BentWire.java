package io.spikewatt.simulator.chaos;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;

/** A wire on which something else is written than the driver meant. */
abstract class BentWire implements RegisterPort, RegisterSession {

  private final RegisterPort port;
  private final RegisterSession wire;

  BentWire(RegisterPort port) {
    this.port = port;
    this.wire = port.begin(new Moment(0, Instant.EPOCH));
  }

  /** The wire as it should be. */
  final RegisterSession straight() {
    return wire;
  }

  @Override
  public final RegisterSession begin(Moment now) {
    return this;
  }

  @Override
  public final RegisterSession begin(Moment now, Duration budget) {
    return this;
  }

  @Override
  public RegisterReply read(Table table, int address, int count) {
    return straight().read(table, address, count);
  }

  @Override
  public RegisterReply write(int address, int... words) {
    return straight().write(address, words);
  }

  @Override
  public final long connection() {
    return straight().connection();
  }

  @Override
  public final void close() {
    port.close();
  }
}
