package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.OutputRegister.CellContent;
import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.codec.RegisterCodec;
import io.spikewatt.drivers.codec.RegisterCodec.Encoded;
import io.spikewatt.hal.signal.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Register contents of an output for a setpoint. Has no side effects. */
final class OutputCells {

  /** A register's span and content, and whether that content releases control. */
  record Cell(RegisterSpan span, int[] words, boolean wears, boolean readBack, boolean releases) {

    /** The same cell with zeros. */
    Cell emptied() {
      return new Cell(span, new int[words.length], wears, readBack, releases);
    }
  }

  /** Encoded setpoint. */
  sealed interface Content {

    /** Cells in the order of writing, and their value after rounding, in the signal's unit. */
    record Ready(List<Cell> cells, double value) implements Content {}

    /** A register cannot hold its part. */
    record Refused(Fault fault) implements Content {}
  }

  private final List<OutputRegister> registers;

  /** In the order of a release: registers that take control give it back last, in reverse. */
  private final List<OutputRegister> releasing;

  OutputCells(RegisterOutput output) {
    this.registers = output.registers();
    List<OutputRegister> inReverse = registers.reversed();
    this.releasing =
        Stream.concat(
                registers.stream().filter(register -> !takesControl(register)),
                inReverse.stream().filter(OutputCells::takesControl))
            .toList();
  }

  private static boolean takesControl(OutputRegister register) {
    return register.takes() instanceof CellContent.Constant && register.release().isPresent();
  }

  /** The spans that can be read back. */
  List<RegisterSpan> readable() {
    return registers.stream().filter(OutputRegister::readBack).map(OutputCells::span).toList();
  }

  /** Contents in control; the device's value includes the offset {@code plus} too. */
  Content holding(double setpoint, double plus) {
    return switch (content(registers, setpoint + plus, false)) {
      case Content.Ready ready -> new Content.Ready(ready.cells(), ready.value() - plus);
      case Content.Refused no -> no;
    };
  }

  /** The registers that leave the device to its own mode, and their contents. */
  List<Cell> ownMode() {
    List<Cell> cells = new ArrayList<>();
    for (OutputRegister register : registers) {
      if (register.ownMode().isPresent()
          && RegisterCodec.encodeRaw(register.register(), register.ownMode().getAsDouble())
              instanceof Encoded.Ready ready) {
        cells.add(cell(register, ready.words(), true));
      }
    }
    return cells;
  }

  /** Contents when control is released. */
  Content released(double neutral) {
    return content(releasing, neutral, true);
  }

  private static Content content(List<OutputRegister> registers, double value, boolean release) {
    List<Cell> cells = new ArrayList<>();
    double meant = value;
    for (OutputRegister register : registers) {
      boolean releases = release && register.release().isPresent();
      double raw =
          releases ? register.release().getAsDouble() : raw(register, register.takes(), value);
      double bounded = Math.clamp(raw, register.rawMin(), register.rawMax());
      switch (RegisterCodec.encodeRaw(register.register(), bounded)) {
        case Encoded.Refused no -> {
          return new Content.Refused(no.fault());
        }
        case Encoded.Ready ready -> {
          cells.add(cell(register, ready.words(), releases));
          if (carries(register, value) && bounded == raw) {
            meant = Math.abs(ready.value()) * Math.signum(value);
          }
        }
      }
    }
    return new Content.Ready(cells, meant);
  }

  private static Cell cell(OutputRegister register, int[] words, boolean releases) {
    return new Cell(
        span(register),
        words,
        register.persistence() != Persistence.VOLATILE,
        register.readBack(),
        releases);
  }

  private static RegisterSpan span(OutputRegister register) {
    return new RegisterSpan(
        Table.HOLDING, register.register().address(), register.register().encoding().words());
  }

  private static double raw(OutputRegister register, CellContent cellContent, double value) {
    return switch (cellContent) {
      case CellContent.Constant constant -> constant.raw();
      case CellContent.Direction d ->
          value > 0 ? d.positive() : value < 0 ? d.negative() : d.zero();
      case CellContent.Codes codes ->
          codes.raw().get(Math.clamp(Math.round(value), 1, codes.raw().size()) - 1);
      case CellContent.Part part ->
          RegisterCodec.raw(
              register.register(),
              switch (part.share()) {
                case VALUE -> value;
                case POSITIVE -> Math.max(value, 0);
                case NEGATIVE -> Math.max(-value, 0);
                case MAGNITUDE -> Math.abs(value);
              });
    };
  }

  private static boolean carries(OutputRegister register, double value) {
    return register.takes() instanceof CellContent.Part part
        && switch (part.share()) {
          case VALUE, MAGNITUDE -> true;
          case POSITIVE -> value > 0;
          case NEGATIVE -> value < 0;
        };
  }
}
