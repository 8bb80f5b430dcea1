package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.OutputCells.Cell;
import io.spikewatt.drivers.register.RegisterSequence.StaleSetpoint;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaleSetpointTest {

  private static final RegisterSpan VALUE = new RegisterSpan(Table.HOLDING, 201, 2);

  private final FakeRegisters registers = new FakeRegisters();
  private final OutputRegisters output = new OutputRegisters(List.of(VALUE), 100);
  private final StaleSetpoint left = new StaleSetpoint();

  @Test
  void anOldValueIsWaitedForAndThenThoughtToWantControlFirst() {
    registers.holding[202] = 3_000;
    assertTrue(inWhen(0));
    assertTrue(inWhen(180));
    assertFalse(inWhen(181));
  }

  @Test
  void neitherNothingNorWhatIsWantedIsAnOldValue() {
    assertFalse(inWhen(0));
    registers.holding[202] = 2_500;
    assertFalse(inWhen(1));
  }

  @Test
  void ourOwnValueIsNotToActUnderControlThatIsOnlyTakenNow() {
    registers.holding[202] = 2_500;
    assertTrue(inWhen(0, true));
    assertTrue(inWhen(180, true));
    assertFalse(inWhen(181, true));
    registers.holding[202] = 0;
    assertFalse(new StaleSetpoint().in(cell(0), output.look(registers, at(0)), true, at(0)));
  }

  @Test
  void aDeviceThatRefusesToBeReadAsWellWantsNothingOfTheKind() {
    left.took(cell(3_000));
    registers.refusal = 4;
    registers.writeOnly.set(201, 203);
    for (int second = 0; second < 120; second++) {
      assertTrue(inWhen(second));
    }
  }

  @Test
  void whatWasOursOnceAndCannotBeReadIsOldToo() {
    left.took(cell(2_500));
    registers.writeOnly.set(201, 203);
    assertTrue(inWhen(0));
  }

  private boolean inWhen(int second) {
    return inWhen(second, false);
  }

  private boolean inWhen(int second, boolean takes) {
    return left.in(cell(2_500), output.look(registers, at(second)), takes, at(second));
  }

  private static Moment at(int second) {
    return new Moment(0, Instant.EPOCH).plus(Duration.ofSeconds(second));
  }

  private static Cell cell(int watts) {
    return new Cell(VALUE, new int[] {0, watts}, false, true, false);
  }
}
