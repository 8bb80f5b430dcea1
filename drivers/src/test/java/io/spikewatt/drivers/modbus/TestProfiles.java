package io.spikewatt.drivers.modbus;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.LinearScale;
import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.OutputRegister.CellContent;
import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.config.profile.OutputRegister.Share;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.config.profile.RegisterSpec.Encoding;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.profile.RegisterSpec.WordOrder;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Maps of the kind that real devices have. */
public final class TestProfiles {

  private TestProfiles() {}

  /** A hybrid battery inverter with remote control, heartbeat and vendor signs. */
  public static DeviceProfile.Modbus battery() {
    return new DeviceProfile.Modbus(
        inEveryCycle(
            holding(Quantity.POWER_W, 100, Encoding.S32, -1, Set.of()),
            holding(Quantity.SOC_PCT, 102, Encoding.U16, 0.1, Set.of(0xFFFFL)),
            holding(Quantity.TEMPERATURE_C, 103, Encoding.S16, 0.1, Set.of(0x8000L)),
            holding(Quantity.FREQUENCY_HZ, 110, Encoding.U16, 0.01, Set.of())),
        List.of(
            new RegisterOutput(
                Quantity.POWER_W,
                List.of(
                    setpoint(
                        holding(Quantity.POWER_W, 201, Encoding.S32, -1, Set.of()),
                        Persistence.VOLATILE),
                    new OutputRegister(
                        holding(Quantity.POWER_W, 200, Encoding.U16, 1, Set.of()),
                        new CellContent.Constant(1),
                        Persistence.VOLATILE,
                        OptionalDouble.of(0),
                        OptionalDouble.empty(),
                        Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY,
                        true)),
                Optional.empty(),
                OptionalInt.empty(),
                List.of())),
        Optional.of(new Heartbeat(203, Duration.ofSeconds(10), OptionalInt.empty())),
        DeviceProfile.Modbus.MAX_READ,
        List.of());
  }

  /** A register that takes the setpoint as it is. */
  public static OutputRegister setpoint(RegisterSpec register, Persistence persistence) {
    return new OutputRegister(
        register,
        new CellContent.Part(Share.VALUE),
        persistence,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        true);
  }

  private static List<RegisterInput> inEveryCycle(RegisterSpec... registers) {
    return Stream.of(registers).map(register -> RegisterInput.of(register, Duration.ZERO)).toList();
  }

  /** What {@link #battery} reads as 3200 W, 57.5 %, 24.1 °C and 50 Hz. */
  public static void fillBattery(int[] holding) {
    holding[100] = 0xFFFF;
    holding[101] = 0x10000 - 3200;
    holding[102] = 575;
    holding[103] = 241;
    holding[110] = 5000;
  }

  /** A meter with input registers of floats. */
  public static DeviceProfile.Modbus meter() {
    return new DeviceProfile.Modbus(
        inEveryCycle(
            input(Quantity.VOLTAGE_L1_V, 0x00),
            input(Quantity.POWER_W, 0x34),
            input(Quantity.FREQUENCY_HZ, 0x46)),
        List.of(),
        Optional.empty(),
        DeviceProfile.Modbus.MAX_READ,
        List.of());
  }

  /** What {@link #meter} reads as 230.5 V, -1234.5 W and 50.02 Hz. */
  public static void fillMeter(int[] input) {
    putFloat(input, 0x00, 230.5f);
    putFloat(input, 0x34, -1234.5f);
    putFloat(input, 0x46, 50.02f);
  }

  private static void putFloat(int[] registers, int address, float value) {
    int bits = Float.floatToIntBits(value);
    registers[address] = bits >>> 16;
    registers[address + 1] = bits & 0xFFFF;
  }

  private static RegisterSpec holding(
      Quantity quantity, int address, Encoding encoding, double factor, Set<Long> sentinels) {
    return new RegisterSpec(
        quantity,
        Table.HOLDING,
        address,
        encoding,
        WordOrder.HIGH_FIRST,
        new LinearScale(factor, 0),
        sentinels,
        Set.of());
  }

  private static RegisterSpec input(Quantity quantity, int address) {
    return new RegisterSpec(
        quantity,
        Table.INPUT,
        address,
        Encoding.F32,
        WordOrder.HIGH_FIRST,
        LinearScale.NONE,
        Set.of(),
        Set.of());
  }
}
