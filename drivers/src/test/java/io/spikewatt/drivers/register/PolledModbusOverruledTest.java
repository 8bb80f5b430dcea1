package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.drivers.modbus.TestProfiles;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a polled device does when what it wrote does not stay. */
final class PolledModbusOverruledTest extends PolledBattery {

  @Test
  void putsBackWhatAnotherChangedThreeTimesAndThenYieldsToIt() {
    write(-2500);
    registers.takeWrites();
    int told = 0;
    long putBack = 0;
    for (int second = 0; second < 240; second++) {
      clock.advance(Duration.ofSeconds(1));
      registers.holding[202] = 9;
      // A setpoint that changes all the time is no reason to fight.
      if (write(-2500 - second) instanceof WriteReceipt.Failed failed) {
        assertEquals(Fault.Kind.FOREIGN_WRITER, failed.reason().kind());
        told++;
      }
      putBack += registers.takeWrites().stream().filter(w -> w.startsWith("write 201")).count();
    }
    assertEquals(3, putBack);
    assertEquals(237, told);
  }

  @Test
  void leavesTheHeartbeatToStopWhileItYields() {
    write(-2500);
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      registers.holding[202] = 9;
      write(-2500);
    }
    registers.takeWrites();
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      registers.holding[202] = 9;
      write(-2500);
    }
    assertEquals(List.of(), registers.takeWrites());
  }

  @Test
  void takesTheOutputBackWhenTheOtherOneIsGone() {
    write(-2500);
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      registers.holding[202] = 9;
      write(-2500);
    }
    clock.advance(Duration.ofMinutes(6));
    written(write(-2500), true);
    assertEquals(2500, registers.holding[202]);
  }

  @Test
  void noticesThatTheDeviceLeftRemoteControlAndTakesItAgain() {
    write(-2500);
    registers.takeWrites();
    registers.holding[200] = 0;
    clock.advance(Duration.ofSeconds(1));
    written(write(-2500), true);
    assertEquals(1, registers.holding[200]);
  }

  @Test
  void takesNoControlOverAValueThatTheDeviceHasJustRefused() {
    write(-2500);
    registers.holding[200] = 0;
    registers.readOnly.set(201, 203);
    clock.advance(Duration.ofSeconds(11));
    assertInstanceOf(WriteReceipt.Refused.class, write(-2500));
    assertEquals(0, registers.holding[200]);
    registers.readOnly.clear();
    clock.advance(Duration.ofSeconds(1));
    written(write(-2500), true);
    assertEquals(1, registers.holding[200]);
  }

  @Test
  void keepsTheControlThatItHasWhileARefreshIsRefused() {
    write(-2500);
    registers.readOnly.set(201, 203);
    clock.advance(Duration.ofSeconds(11));
    assertInstanceOf(WriteReceipt.Refused.class, write(-2500));
    assertEquals(1, registers.holding[200]);
  }

  @Test
  void aDeviceThatAcknowledgesButKeepsItsOwnValueIsNotFollowing() {
    FakeRegisters stubborn = new Stubborn();
    device = new PolledModbusDevice("battery1", TestProfiles.battery(), stubborn);
    WriteReceipt.Failed failed = assertInstanceOf(WriteReceipt.Failed.class, write(-2500));
    assertEquals(Fault.Kind.NOT_FOLLOWED, failed.reason().kind());
  }

  /** Acknowledges every write and keeps its setpoint at 1000 W of charging. */
  private static final class Stubborn extends FakeRegisters {
    @Override
    public RegisterReply write(int address, int... words) {
      RegisterReply reply = super.write(address, words);
      holding[202] = 1000;
      return reply;
    }
  }
}
