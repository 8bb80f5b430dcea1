package io.spikewatt.drivers.poll;

import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.drivers.poll.OutputCells.Cell;
import io.spikewatt.drivers.poll.OutputCells.Content;
import io.spikewatt.drivers.poll.OutputRegisters.Held;
import io.spikewatt.drivers.poll.OutputRegisters.Look;
import io.spikewatt.drivers.poll.RegisterReply.Failed;
import io.spikewatt.drivers.timing.Cadence;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.device.WriteReceipt.Written;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the registers of one output at the setpoint in force. It looks at them in every cycle and
 * writes only what differs, or when a volatile register is due for a refresh. What is acknowledged
 * is read back before it counts as written; what another one wrote is put back a few times only.
 */
final class OutputWriter {

  /** How often a value that does not change is written again into volatile memory. */
  static final Duration REFRESH = Duration.ofSeconds(10);

  /** What was written so long ago still stands: the refresh that is due now may be refused. */
  private static final Duration OURS = REFRESH.multipliedBy(2);

  private final OutputCells cells;
  private final OutputRegisters registers;
  private final Optional<Total> plus;
  private final PollPlan plusPlan;
  private final int[] plusPlaces;
  private final Cadence refresh;
  private final boolean wears;
  private final Duration minInterval;
  private final Contention contention = new Contention();
  private final LeftBehind leftBehind = new LeftBehind();
  private final Optional<WriteAllowance> allowance;

  private @Nullable List<Cell> written;
  private boolean obeyed;
  private long connection;
  private @Nullable Moment writtenAt;

  /** When what is wanted last stood in the device, as far as the device says. */
  private @Nullable Moment stoodAt;

  /**
   * @param maxRead most registers that the device gives in one answer
   */
  OutputWriter(
      Signal signal, RegisterOutput output, int maxRead, Optional<WriteAllowance> allowance) {
    this.cells = new OutputCells(output);
    this.plus =
        output.plus().isEmpty() ? Optional.empty() : Optional.of(new Total(signal, output.plus()));
    this.plusPlan =
        new PollPlan(
            output.plus().stream().map(Span::of).toList(),
            PolledModbusDevice.DEFAULT_MAX_GAP,
            maxRead);
    this.plusPlaces = plusPlan.places(output.plus().stream().map(Span::of).toList());
    this.registers = new OutputRegisters(cells.readable(), maxRead);
    this.refresh = new Cadence(output.timeout().map(t -> t.dividedBy(3)).orElse(REFRESH));
    this.wears = output.persistence() != Persistence.VOLATILE;
    this.minInterval = WriteAllowance.minInterval(output.persistence());
    this.allowance = allowance;
  }

  /** Whether the output is left to somebody else for now. */
  boolean yielding(Moment now) {
    return contention.yielding(now);
  }

  /** Whether an older value than is wanted stands in the device and could not be renewed. */
  boolean outdated(Moment now) {
    return stoodAt != null && now.since(stoodAt).compareTo(OURS) > 0;
  }

  /** The device has fallen back by itself: nothing of ours acts any more. */
  void fellBack() {
    stoodAt = null;
  }

  WriteReceipt write(ApprovedSetpoint setpoint, RegisterSession session, Moment now) {
    double besides = 0;
    if (plus.isPresent()) {
      switch (plus.get().of(plusPlan.poll(session, now), plusPlaces, now)) {
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
    List<Cell> before = session.connection() == connection ? written : null;
    Look look = null;
    if (before != null || wears) {
      look = registers.look(session, now);
      if (look.failure().isPresent()) {
        Failed failure = look.failure().get();
        if (wears || !due || failure.exceptionCode() == 0) {
          return failed(setpoint, failure.fault(), now);
        }
        // It answers, if not this. An old value would stand for as long as the heartbeat is fed.
        look = null;
      }
    }
    if (before != null && look != null) {
      if (look.differs(before)) {
        if (!contention.mayPutBack(now)) {
          Fault.Kind kind = obeyed ? Fault.Kind.FOREIGN_WRITER : Fault.Kind.NOT_FOLLOWED;
          return failed(setpoint, Fault.of(kind, look.toString()), now);
        }
      } else {
        contention.undisturbed(now);
      }
    }
    List<Cell> send = new ArrayList<>();
    for (int i = 0; i < wanted.cells().size(); i++) {
      Cell cell = wanted.cells().get(i);
      if (needsWriting(cell, before == null ? null : before.get(i), look, due)) {
        send.add(cell);
      }
    }
    if (send.isEmpty()) {
      written = wanted.cells();
      connection = session.connection();
      stoodAt = now;
      return new Written(setpoint.signal(), wanted.value(), false, now);
    }
    Optional<Fault> worn = wear(setpoint, (int) send.stream().filter(Cell::wears).count(), now);
    if (worn.isPresent()) {
      // What stands there is meant to.
      stoodAt = now;
      return new WriteReceipt.Refused(setpoint.signal(), worn.get(), now);
    }
    return send(setpoint, wanted, send, session, now);
  }

  private static boolean needsWriting(
      Cell cell, @Nullable Cell before, @Nullable Look look, boolean due) {
    if (due && !cell.wears()) {
      return true;
    }
    Held held = look == null ? Held.UNREADABLE : look.held(cell);
    return switch (held) {
      case SAME -> false;
      case OTHER -> true;
      case UNREADABLE -> before == null || !Arrays.equals(before.words(), cell.words());
    };
  }

  /** Why memory that wears is not written now; a safe value always is. */
  private Optional<Fault> wear(ApprovedSetpoint setpoint, int writes, Moment now) {
    if (writes == 0 || setpoint.isSafe()) {
      return Optional.empty();
    }
    Duration pause = allowance.map(budget -> budget.pause(now)).orElse(Duration.ZERO);
    Duration interval = pause.compareTo(minInterval) > 0 ? pause : minInterval;
    if (writtenAt != null && now.since(writtenAt).compareTo(interval) < 0) {
      String why =
          "spares the device's memory: next write " + interval.toSeconds() + " s after the last";
      return Optional.of(Fault.of(Fault.Kind.WEAR, why));
    }
    return allowance
        .filter(budget -> budget.left(now) < writes)
        .map(
            budget ->
                Fault.of(
                    Fault.Kind.WEAR,
                    "spares the device's memory: " + budget.perDay() + " writes a day"));
  }

  private WriteReceipt send(
      ApprovedSetpoint setpoint,
      Content.Ready wanted,
      List<Cell> send,
      RegisterSession session,
      Moment now) {
    boolean ours = writtenAt != null && now.since(writtenAt).compareTo(OURS) <= 0;
    Optional<Failed> failure = send(send, session, now);
    if (failure.isPresent()) {
      written = null;
      if (!ours && failure.get().exceptionCode() != 0) {
        letGo(session, now);
      }
      return receipt(setpoint, failure.get(), now);
    }
    leftBehind.settled();
    written = wanted.cells();
    writtenAt = now;
    stoodAt = now;
    connection = session.connection();
    if (send.stream().anyMatch(cell -> !cell.wears())) {
      refresh.done(now);
    }
    Look look = registers.look(session, now);
    obeyed = look.failure().isEmpty() && !look.differs(wanted.cells());
    return confirmed(setpoint, wanted, look, wanted.cells(), now);
  }

  /**
   * Writes the cells in order. Some devices take no setpoint before a later register puts them into
   * remote control: what was refused is tried once more at the end, or, if a value stands there
   * that would act then, at once, and nothing after it is written then.
   */
  private Optional<Failed> send(List<Cell> send, RegisterSession session, Moment now) {
    List<Cell> refused = new ArrayList<>();
    for (Cell cell : send) {
      if (write(cell, session, now) instanceof Failed failed) {
        if (failed.exceptionCode() == 0 || send.size() == 1) {
          return Optional.of(failed);
        }
        Look look = registers.look(session, now);
        if (!leftBehind.in(cell, look, look.differs(send), now)) {
          refused.add(cell);
        } else if (write(cell, session, now) instanceof Failed again) {
          return Optional.of(again);
        }
      }
    }
    for (Cell cell : refused) {
      if (write(cell, session, now) instanceof Failed failed) {
        return Optional.of(failed);
      }
    }
    return Optional.empty();
  }

  /** Control that was just taken over a value that is not ours is given back. */
  private void letGo(RegisterSession session, Moment now) {
    if (cells.released(0) instanceof Content.Ready ready) {
      ready.cells().stream()
          .filter(Cell::releases)
          .forEach(
              cell -> {
                RegisterReply _ = write(cell, session, now);
              });
    }
  }

  private RegisterReply write(Cell cell, RegisterSession session, Moment now) {
    RegisterReply reply = session.write(cell.span().address(), cell.words());
    if (!(reply instanceof Failed)) {
      leftBehind.took(cell);
    }
    if (cell.wears() && !(reply instanceof Failed failed && failed.exceptionCode() != 0)) {
      allowance.ifPresent(budget -> budget.spend(1, now));
    }
    return reply;
  }

  /** Leaves the neutral value in the registers, then gives control back. */
  WriteReceipt release(ApprovedSetpoint neutral, RegisterSession session, Moment now) {
    written = null;
    stoodAt = null;
    return switch (cells.released(neutral.value())) {
      case Content.Refused no -> new WriteReceipt.Refused(neutral.signal(), no.fault(), now);
      case Content.Ready ready -> release(neutral, ready, session, now);
    };
  }

  /** Every register is tried: control is given back even if the device does not take the value. */
  private WriteReceipt release(
      ApprovedSetpoint neutral, Content.Ready wanted, RegisterSession session, Moment now) {
    Look before = wears ? registers.look(session, now) : null;
    Failed failure = null;
    for (Cell cell : wanted.cells()) {
      boolean there = before != null && cell.wears() && before.held(cell) == Held.SAME;
      if (!there && write(cell, session, now) instanceof Failed failed) {
        failure = failed;
      }
    }
    if (failure != null) {
      return receipt(neutral, failure, now);
    }
    // Once it has its control back, the device may put what it likes into the value.
    List<Cell> switches = wanted.cells().stream().filter(Cell::releases).toList();
    return confirmed(
        neutral,
        wanted,
        registers.look(session, now),
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

  private static WriteReceipt receipt(ApprovedSetpoint setpoint, Failed failed, Moment now) {
    return failed.exceptionCode() != 0
        ? new WriteReceipt.Refused(setpoint.signal(), failed.fault(), now)
        : failed(setpoint, failed.fault(), now);
  }

  private static WriteReceipt failed(ApprovedSetpoint setpoint, Fault fault, Moment now) {
    return new WriteReceipt.Failed(setpoint.signal(), fault, now);
  }
}
