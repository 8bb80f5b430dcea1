package io.spikewatt.drivers.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.modbus.ModbusLink;
import io.spikewatt.drivers.modbus.ModbusTestServer;
import io.spikewatt.drivers.register.PolledModbusDevice;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.sunspec.SunSpecDevice;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** A capture served over loopback, and the product's device that talks to it. */
final class CapturedDevice implements AutoCloseable {

  /** Between two steps: long enough for everything that is read or written seldom. */
  private static final Duration PAUSE = Duration.ofHours(1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
  private final ModbusTestServer.Unit unit;
  private final Device device;

  /** Written by the last write and not told of yet. */
  private final Set<Integer> untold = new ConcurrentSkipListSet<>();

  CapturedDevice(DeviceProfile profile) {
    int id = profile.link().unit().orElse(1);
    this.unit = server.unit(id);
    this.unit.rule =
        (address, value) -> {
          untold.add(address);
          return value;
        };
    Connection.ModbusTcp to =
        new Connection.ModbusTcp(
            "127.0.0.1", server.port(), id, Duration.ofSeconds(10), Connection.Pacing.NONE);
    RegisterPort port = ModbusLink.open(to).unit(id, to.timeout());
    this.device =
        switch (profile.points()) {
          case DeviceProfile.Modbus map -> new PolledModbusDevice("device", map, port);
          case DeviceProfile.SunSpec spec -> new SunSpecDevice("device", spec, port);
          default -> throw new AssertionError(profile.id() + " does not speak Modbus");
        };
  }

  Set<Signal> inputs() {
    return device.inputs();
  }

  Set<Signal> outputs() {
    return device.outputs();
  }

  void take(Step step) {
    if (!(step instanceof Step.Wrote)) {
      assertEquals(Set.of(), untold, () -> "before " + step + ": also written, and not told");
    }
    switch (step) {
      case Step.Image image ->
          System.arraycopy(
              image.words(),
              0,
              image.input() ? unit.input : unit.holding,
              image.address(),
              image.words().length);
      case Step.Expect expect -> {
        Sample sample = read(expect.quantity());
        Sample.Good good = assertInstanceOf(Sample.Good.class, sample, sample::toString);
        double digits = Math.max(1e-9, Math.abs(expect.value()) * 1e-9);
        assertEquals(expect.value(), good.value(), digits, () -> sample.signal().toString());
      }
      case Step.Missing missing -> {
        Sample sample = read(missing.quantity());
        assertInstanceOf(Sample.Missing.class, sample, sample::toString);
      }
      case Step.Write write -> {
        WriteReceipt receipt = write(write.quantity(), write.value());
        assertInstanceOf(WriteReceipt.Written.class, receipt, receipt::toString);
      }
      case Step.Refuse refuse -> {
        WriteReceipt receipt = write(refuse.quantity(), refuse.value());
        assertInstanceOf(WriteReceipt.Refused.class, receipt, receipt::toString);
      }
      case Step.Release release -> {
        Moment now = clock.advance(PAUSE);
        Signal signal = new Signal("device", release.quantity());
        WriteReceipt receipt =
            device.release(TestSetpoints.neutral(signal, release.value(), now), now);
        assertInstanceOf(WriteReceipt.Written.class, receipt, receipt::toString);
      }
      case Step.Wrote wrote -> {
        int end = wrote.address() + wrote.words().length;
        int[] held = Arrays.copyOfRange(unit.holding, wrote.address(), end);
        assertArrayEquals(wrote.words(), held, () -> hex(wrote.address(), held));
        untold.removeIf(address -> wrote.address() <= address && address < end);
      }
      case Step.TakesOnly _ -> {}
    }
  }

  /** Nothing more was written than told. */
  void end() {
    assertEquals(Set.of(), untold, "also written, and not told");
  }

  private Sample read(Quantity quantity) {
    List<Sample> samples = device.read(clock.advance(PAUSE));
    return samples.stream()
        .filter(s -> s.signal().quantity() == quantity)
        .findFirst()
        .orElseThrow(() -> new AssertionError("the profile has no " + quantity));
  }

  private WriteReceipt write(Quantity quantity, double value) {
    Moment now = clock.advance(PAUSE);
    Signal signal = new Signal("device", quantity);
    return device.write(TestSetpoints.approved(signal, value, now), now);
  }

  private static String hex(int address, int[] words) {
    StringBuilder text = new StringBuilder("register " + address + " holds");
    for (int word : words) {
      text.append(String.format(" %04X", word));
    }
    return text.toString();
  }

  @Override
  public void close() {
    device.close();
    server.close();
  }
}
