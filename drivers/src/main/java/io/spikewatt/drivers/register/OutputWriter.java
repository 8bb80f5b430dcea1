package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.drivers.register.OutputCells.Cell;
import io.spikewatt.drivers.register.OutputCells.Content;
import io.spikewatt.drivers.register.OutputRegisters.Held;
import io.spikewatt.drivers.register.OutputRegisters.Look;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.timing.Cadence;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.device.WriteReceipt.Written;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the registers of one output at the setpoint in force. It reads them in every cycle and
 * writes only what differs, or when a volatile register is due for a refresh. An acknowledged value
 * is read back before it counts as written. A foreign change is overwritten a few times only.
 */
final class OutputWriter {

  /** How often a value that does not change is written again into volatile memory. */
  static final Duration REFRESH = Duration.ofSeconds(10);

  /** A value written this recently is still ours, even if its due refresh is refused. */
  private static final Duration OURS = REFRESH.multipliedBy(2);

  private final Signal signal;
  private final OutputCells cells;

  /** Registers whose sum is added to a setpoint before it is written. */
  private final Optional<RegisterSums> added;

  private final Optional<WriteAllowance> allowance;
  private final WearGuard wear;
  private final RegisterSequence sequence;
  private final RegisterReadBack readBack;
  private final Cadence refresh;
  private @Nullable Moment writtenAt;

  /** Whether the device was left to its own mode. */
  private boolean leftAlone;

  /** When the device last reported the setpoint as held. */
  private @Nullable Moment heldAt;

  /** {@code maxRead} is the largest number of registers in one answer of the device. */
  OutputWriter(Signal signal, RegisterOutput output, int maxRead, WriteBudgetStore book) {
    this.signal = signal;
    this.cells = new OutputCells(output);
    this.added =
        Optional.of(output.plus())
            .filter(plus -> !plus.isEmpty())
            .map(plus -> new RegisterSum(signal, plus, List.of(), Optional.empty()))
            .map(sum -> new RegisterSums(List.of(sum), maxRead));
    OptionalInt daily = output.dailyWrites();
    this.allowance =
        daily.isPresent()
            ? Optional.of(new WriteAllowance(signal.toString(), daily.getAsInt(), book))
            : Optional.empty();
    this.wear = new WearGuard(output.persistence(), allowance);
    OutputRegisters registers = new OutputRegisters(cells.readable(), maxRead);
    this.sequence = new RegisterSequence(registers, wear);
    this.readBack = new RegisterReadBack(registers);
    this.refresh = new Cadence(output.timeout().map(t -> t.dividedBy(3)).orElse(REFRESH));
  }

  /** The remaining budget of the output's memory; empty without a budget. */
  Optional<WriteBudget> budget(Moment now) {
    return allowance.map(left -> new WriteBudget(signal, left.perDay(), left.left(now)));
  }

  /** Whether the output is left to a foreign writer for now. */
  boolean yielding(Moment now) {
    return readBack.yielding(now);
  }

  /** Whether the device holds an outdated setpoint that could not be renewed. */
  boolean outdated(Moment now) {
    return heldAt != null && now.since(heldAt).compareTo(OURS) > 0;
  }

  /** Records that the device has fallen back and no setpoint of ours is in force. */
  void fellBack() {
    heldAt = null;
  }

  WriteReceipt write(ApprovedSetpoint setpoint, RegisterSession session, Moment now) {
    if (setpoint.purpose() == Purpose.OWN_MODE) {
      return leaveToOwnMode(setpoint, session, now);
    }
    leftAlone = false;
    double besides = 0;
    if (added.isPresent()) {
      switch (added.get().read(session, now).getFirst()) {
        case Sample.Good good -> besides = good.value();
        case Sample.Missing missing -> {
          return failed(setpoint, missing.reason(), now);
        }
      }
    }
    return switch (cells.holding(setpoint.value(), besides)) {
      case Content.Refused no -> new WriteReceipt.Refused(setpoint.signal(), no.fault(), now);
      case Content.Ready ready -> write(setpoint, ready, session, now);
    };
  }

  private WriteReceipt write(
      ApprovedSetpoint setpoint, Content.Ready wanted, RegisterSession session, Moment now) {
    boolean due = refresh.due(now);
    List<Cell> before = readBack.written(session);
    Look held = before != null || wear.wears() ? readBack.read(session, now) : null;
    if (held != null && held.failure().isPresent()) {
      Failed failure = held.failure().get();
      if (wear.wears() || !due || failure.exceptionCode() == 0) {
        return failed(setpoint, failure.fault(), now);
      }
      // The device answers, if not this. An old value would hold as long as the heartbeat is fed,
      // so the new one is written without a read.
      held = null;
    }
    if (before != null && held != null) {
      Optional<Fault> difference = readBack.difference(before, held, now);
      if (difference.isPresent()) {
        return failed(setpoint, difference.get(), now);
      }
    }
    List<Cell> send = outstanding(wanted.cells(), before, held, due);
    if (send.isEmpty()) {
      readBack.expect(wanted.cells(), session);
      heldAt = now;
      return new Written(setpoint.signal(), wanted.value(), false, now);
    }
    Optional<Fault> worn = wear.objection(setpoint, send, writtenAt, now);
    if (worn.isPresent()) {
      // The older value is kept on purpose.
      heldAt = now;
      return new WriteReceipt.Refused(setpoint.signal(), worn.get(), now);
    }
    return send(setpoint, wanted, send, session, now);
  }

  /**
   * Leaves the device to its own mode with one write, and then alone: its own changes are no
   * foreign writer's, and its timers may run out.
   */
  private WriteReceipt leaveToOwnMode(
      ApprovedSetpoint setpoint, RegisterSession session, Moment now) {
    if (leftAlone) {
      return new Written(setpoint.signal(), setpoint.value(), false, now);
    }
    List<Cell> own = cells.ownMode();
    Look held = readBack.read(session, now);
    if (held.failure().isPresent()) {
      return failed(setpoint, held.failure().get().fault(), now);
    }
    List<Cell> send = own.stream().filter(cell -> held.held(cell) != Held.SAME).toList();
    Optional<Fault> worn = wear.objection(setpoint, send, writtenAt, now);
    if (worn.isPresent()) {
      return new WriteReceipt.Refused(setpoint.signal(), worn.get(), now);
    }
    readBack.reset();
    heldAt = null;
    Optional<Failed> failure = sequence.writeAll(send, session, now);
    if (failure.isPresent()) {
      return failure.get().receipt(setpoint.signal(), now);
    }
    leftAlone = true;
    return new Written(setpoint.signal(), setpoint.value(), !send.isEmpty(), now);
  }

  /** The cells to write: those due for a refresh, and those that differ. */
  private static List<Cell> outstanding(
      List<Cell> wanted, @Nullable List<Cell> before, @Nullable Look held, boolean due) {
    List<Cell> outstanding = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Cell cell = wanted.get(i);
      Cell last = before == null ? null : before.get(i);
      if ((due && !cell.wears()) || differs(cell, last, held)) {
        outstanding.add(cell);
      }
    }
    return outstanding;
  }

  private static boolean differs(Cell cell, @Nullable Cell last, @Nullable Look look) {
    Held held = look == null ? Held.UNREADABLE : look.held(cell);
    return switch (held) {
      case SAME -> false;
      case OTHER -> true;
      case UNREADABLE -> last == null || !Arrays.equals(last.words(), cell.words());
    };
  }

  private WriteReceipt send(
      ApprovedSetpoint setpoint,
      Content.Ready wanted,
      List<Cell> send,
      RegisterSession session,
      Moment now) {
    boolean ours = writtenAt != null && now.since(writtenAt).compareTo(OURS) <= 0;
    Optional<Failed> failure = sequence.writeAll(send, session, now);
    if (failure.isPresent()) {
      readBack.reset();
      if (!ours && failure.get().exceptionCode() != 0) {
        giveControlBack(session, now);
      }
      return failure.get().receipt(setpoint.signal(), now);
    }
    writtenAt = now;
    heldAt = now;
    if (send.stream().anyMatch(cell -> !cell.wears())) {
      refresh.done(now);
    }
    Look held = readBack.confirm(wanted.cells(), session, now);
    return confirmed(setpoint, wanted, held, wanted.cells(), now);
  }

  /** Releases control: the device refused our value after control was taken, and holds another. */
  private void giveControlBack(RegisterSession session, Moment now) {
    if (cells.released(0) instanceof Content.Ready ready) {
      for (Cell cell : ready.cells()) {
        if (cell.releases()) {
          RegisterReply _ = sequence.write(cell, session, now);
        }
      }
    }
  }

  /** Leaves the neutral value in the registers, then gives control back. */
  WriteReceipt release(ApprovedSetpoint neutral, RegisterSession session, Moment now) {
    readBack.reset();
    heldAt = null;
    leftAlone = false;
    return switch (cells.released(neutral.value())) {
      case Content.Refused no -> new WriteReceipt.Refused(neutral.signal(), no.fault(), now);
      case Content.Ready ready -> release(neutral, ready, session, now);
    };
  }

  /** Every register is tried: control is given back even if the device does not take the value. */
  private WriteReceipt release(
      ApprovedSetpoint neutral, Content.Ready wanted, RegisterSession session, Moment now) {
    Look before = wear.wears() ? readBack.read(session, now) : null;
    Failed failure = null;
    for (Cell cell : wanted.cells()) {
      boolean there = before != null && cell.wears() && before.held(cell) == Held.SAME;
      if (!there && sequence.write(cell, session, now) instanceof Failed failed) {
        failure = failed;
      }
    }
    if (failure != null) {
      return failure.receipt(neutral.signal(), now);
    }
    // Once released, the device may change the value by itself.
    List<Cell> switches = wanted.cells().stream().filter(Cell::releases).toList();
    return confirmed(
        neutral,
        wanted,
        readBack.read(session, now),
        switches.isEmpty() ? wanted.cells() : switches,
        now);
  }

  private static WriteReceipt confirmed(
      ApprovedSetpoint setpoint, Content.Ready wanted, Look look, List<Cell> cells, Moment now) {
    if (look.failure().isPresent()) {
      return failed(setpoint, look.failure().get().fault(), now);
    }
    if (look.differs(cells)) {
      return failed(setpoint, Fault.of(Fault.Kind.NOT_FOLLOWED, "read back: " + look), now);
    }
    return new Written(setpoint.signal(), wanted.value(), true, now);
  }

  private static WriteReceipt failed(ApprovedSetpoint setpoint, Fault fault, Moment now) {
    return new WriteReceipt.Failed(setpoint.signal(), fault, now);
  }
}
