package io.spikewatt.drivers.poll;

import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterOutput.Enable;
import io.spikewatt.config.profile.RegisterOutput.Persistence;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.codec.RegisterCodec;
import io.spikewatt.drivers.codec.RegisterCodec.Encoded;
import io.spikewatt.drivers.poll.OutputRegisters.Content;
import io.spikewatt.drivers.poll.OutputRegisters.Held;
import io.spikewatt.drivers.poll.RegisterReply.Failed;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one output register, and the register that enables it, at the value in force. It looks at
 * the registers in every cycle and writes only what differs, after a reconnect, or when a volatile
 * register is due for a refresh. What is acknowledged is read back before it counts as written.
 */
final class OutputWriter {

  private final RegisterSpec spec;
  private final Optional<Enable> enable;
  private final OutputRegisters registers;
  private final @Nullable Cadence refresh;
  private final Duration minInterval;
  private final Contention contention = new Contention();

  private int @Nullable [] written;
  private long connection;
  private @Nullable Moment writtenAt;

  /**
   * @param refresh bound of the time between two writes of the same value; null = write it once
   */
  OutputWriter(RegisterOutput output, @Nullable Duration refresh) {
    this.spec = output.register();
    this.enable = output.enable();
    this.registers = new OutputRegisters(output);
    this.refresh = refresh == null ? null : new Cadence(refresh);
    this.minInterval = refresh != null ? Duration.ZERO : minInterval(output.persistence());
  }

  /** Flash wears out: a bound for how often memory that may be flash is written. */
  private static Duration minInterval(Persistence persistence) {
    return switch (persistence) {
      case VOLATILE -> Duration.ZERO;
      case UNKNOWN -> Duration.ofSeconds(5);
      case FLASH -> Duration.ofSeconds(60);
    };
  }

  WriteReceipt write(ApprovedSetpoint setpoint, RegisterSession session, Moment now) {
    return switch (RegisterCodec.encode(spec, setpoint.value())) {
      case Encoded.Refused no -> new WriteReceipt.Refused(setpoint.signal(), no.fault(), now);
      case Encoded.Ready ready -> write(setpoint, ready, session, now);
    };
  }

  private WriteReceipt write(
      ApprovedSetpoint setpoint, Encoded.Ready wanted, RegisterSession session, Moment now) {
    boolean changed = !Arrays.equals(wanted.words(), written);
    boolean due = refresh != null && refresh.due(now);
    boolean reconnected = session.connection() != connection;
    if (minInterval.isPositive() || !(changed || due || reconnected)) {
      Content content = registers.look(session, now);
      if (content.failure().isPresent()) {
        return failed(setpoint, content.failure().get().fault(), now);
      }
      Held held = content.inForce(wanted.words());
      if (held == Held.SAME || (held == Held.UNREADABLE && !changed)) {
        settled(wanted.words(), session, now);
        return new WriteReceipt.Written(setpoint.signal(), wanted.value(), false, now);
      }
      if (!changed && !contention.mayPutBack(now)) {
        return notFollowed(setpoint, "changed by another: " + content, now);
      }
    }
    if (writtenAt != null && now.since(writtenAt).compareTo(minInterval) < 0) {
      Fault wear =
          Fault.of(
              Fault.Kind.REJECTED,
              "spares the device's memory: one write in " + minInterval.toSeconds() + " s");
      return new WriteReceipt.Refused(setpoint.signal(), wear, now);
    }
    boolean enableToo = !changed || written == null || reconnected;
    if (send(wanted.words(), enableToo, session) instanceof Failed failed) {
      written = null;
      return receipt(setpoint, failed, now);
    }
    written = wanted.words();
    writtenAt = now;
    connection = session.connection();
    if (refresh != null) {
      refresh.done(now);
    }
    Content content = registers.look(session, now);
    return confirmed(setpoint, wanted, content, content.inForce(wanted.words()), now);
  }

  /** Value before enable, so that an old value never comes into force. */
  private RegisterReply send(int[] words, boolean enableToo, RegisterSession session) {
    RegisterReply reply = session.write(spec.address(), words);
    if (!enableToo
        || enable.isEmpty()
        || (reply instanceof Failed failed && failed.exceptionCode() == 0)) {
      return reply;
    }
    RegisterReply on = session.write(enable.get().address(), enable.get().on());
    if (on instanceof Failed) {
      return on;
    }
    // Some devices take no setpoint before they are in remote control.
    return reply instanceof Failed ? session.write(spec.address(), words) : reply;
  }

  /** Leaves the neutral value in the register, then gives control back. */
  WriteReceipt release(ApprovedSetpoint neutral, RegisterSession session, Moment now) {
    written = null;
    return switch (RegisterCodec.encode(spec, neutral.value())) {
      case Encoded.Refused no -> new WriteReceipt.Refused(neutral.signal(), no.fault(), now);
      case Encoded.Ready ready -> release(neutral, ready, session, now);
    };
  }

  private WriteReceipt release(
      ApprovedSetpoint neutral, Encoded.Ready wanted, RegisterSession session, Moment now) {
    RegisterReply value = session.write(spec.address(), wanted.words());
    // Control is given back even if the device did not take the value.
    RegisterReply off =
        enable.isPresent() ? session.write(enable.get().address(), enable.get().off()) : value;
    if (off instanceof Failed failed) {
      return receipt(neutral, failed, now);
    }
    if (value instanceof Failed failed) {
      return receipt(neutral, failed, now);
    }
    Content content = registers.look(session, now);
    return confirmed(neutral, wanted, content, content.released(wanted.words()), now);
  }

  private static WriteReceipt confirmed(
      ApprovedSetpoint setpoint, Encoded.Ready wanted, Content content, Held held, Moment now) {
    if (content.failure().isPresent()) {
      return failed(setpoint, content.failure().get().fault(), now);
    }
    if (held == Held.OTHER) {
      return notFollowed(setpoint, "read back: " + content, now);
    }
    return new WriteReceipt.Written(setpoint.signal(), wanted.value(), true, now);
  }

  private void settled(int[] words, RegisterSession session, Moment now) {
    written = words;
    connection = session.connection();
    contention.undisturbed(now);
  }

  private static WriteReceipt receipt(ApprovedSetpoint setpoint, Failed failed, Moment now) {
    return failed.exceptionCode() != 0
        ? new WriteReceipt.Refused(setpoint.signal(), failed.fault(), now)
        : failed(setpoint, failed.fault(), now);
  }

  private static WriteReceipt notFollowed(ApprovedSetpoint setpoint, String detail, Moment now) {
    return failed(setpoint, Fault.of(Fault.Kind.NOT_FOLLOWED, detail), now);
  }

  private static WriteReceipt failed(ApprovedSetpoint setpoint, Fault fault, Moment now) {
    return new WriteReceipt.Failed(setpoint.signal(), fault, now);
  }
}
