package io.spikewatt.drivers.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.drivers.opcua.OpcUaDevice.SourceAge;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.Test;

class SourceAgeTest {

  static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  /** Of another day than the server's clock: it must not matter. */
  final ManualClock clock = new ManualClock(Instant.EPOCH);

  final SourceAge age = new SourceAge();

  @Test
  void aTimestampThatStandsStillGrowsOldOnOurClock() {
    assertEquals(Duration.ZERO, at(NOON, NOON));
    clock.advance(Duration.ofSeconds(7));
    assertEquals(Duration.ofSeconds(7), at(NOON, NOON.plusSeconds(7)));
    assertEquals(Duration.ZERO, at(NOON.plusSeconds(7), NOON.plusSeconds(7)));
  }

  @Test
  void aSourceThatDiedBeforeTheStartIsOldFromTheStart() {
    assertEquals(Duration.ofHours(1), at(NOON, NOON.plusSeconds(3600)));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(Duration.ofSeconds(3601), at(NOON, NOON.plusSeconds(3601)));
  }

  @Test
  void aSourceWhoseClockIsLateIsYoungOnceItMoves() {
    at(NOON, NOON.plusSeconds(3600));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(Duration.ZERO, at(NOON.plusSeconds(1), NOON.plusSeconds(3601)));
  }

  @Test
  void aClockThatIsAheadOrSetBackMakesNothingOld() {
    assertEquals(Duration.ZERO, at(NOON.plusSeconds(60), NOON));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(Duration.ZERO, at(NOON.minusSeconds(3600), NOON.plusSeconds(1)));
  }

  @Test
  void aSourceWithoutTimestampHasNoAge() {
    assertEquals(Duration.ZERO, age.of(DataValue.valueOnly(Variant.of(1.0)), clock.now()));
  }

  private Duration at(Instant source, Instant server) {
    return age.of(
        new DataValue(Variant.of(1.0), StatusCode.GOOD, new DateTime(source), new DateTime(server)),
        clock.now());
  }
}
