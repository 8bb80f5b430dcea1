package io.spikewatt.simulator.chaos;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Random;

/** A device's link with injected faults. */
final class FaultyPort implements RegisterPort, RegisterSession {

  /** Changes the words of an answer. */
  @FunctionalInterface
  interface Spoiler {
    Spoiler NONE = (address, words) -> {};

    void spoil(int address, int[] words);
  }

  private final RegisterSession device;
  private final Random random;
  private boolean silent;
  private double refusing;
  private int unreadableFrom = Integer.MAX_VALUE;
  private Spoiler spoiler = Spoiler.NONE;
  private long connection = 1;

  /**
   * @param seed of the single refusals
   */
  FaultyPort(RegisterSession device, long seed) {
    this.device = device;
    this.random = new Random(seed);
  }

  /** Nothing arrives in either direction; afterwards there is a new connection. */
  void silent(boolean is) {
    if (silent && !is) {
      reconnect();
    }
    silent = is;
  }

  void reconnect() {
    connection++;
  }

  /** Share of the requests that are answered by an exception. */
  void refusing(double share) {
    refusing = share;
  }

  /** Reads of registers from here on are refused; writes are not. */
  void unreadableFrom(int address) {
    unreadableFrom = address;
  }

  void spoiled(Spoiler by) {
    spoiler = by;
  }

  @Override
  public RegisterSession begin(Moment now) {
    return this;
  }

  @Override
  public RegisterSession begin(Moment now, Duration budget) {
    return this;
  }

  @Override
  public RegisterReply read(Table table, int address, int count) {
    if (silent) {
      return RegisterReply.failed(Fault.Kind.TIMEOUT, "no answer");
    }
    if (random.nextDouble() < refusing || address + count > unreadableFrom) {
      return refusal();
    }
    RegisterReply reply = device.read(table, address, count);
    if (reply instanceof RegisterReply.Words answer) {
      spoiler.spoil(address, answer.words());
    }
    return reply;
  }

  @Override
  public RegisterReply write(int address, int... words) {
    if (silent) {
      return RegisterReply.failed(Fault.Kind.TIMEOUT, "no answer");
    }
    if (random.nextDouble() < refusing) {
      return refusal();
    }
    return device.write(address, words);
  }

  private RegisterReply refusal() {
    int code = 1 + random.nextInt(6);
    return new RegisterReply.Failed(Fault.of(Fault.Kind.REJECTED, "exception " + code), code);
  }

  @Override
  public long connection() {
    return connection;
  }

  @Override
  public void close() {}
}
