package io.spikewatt.simulator.server;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.hal.signal.Fault;
import java.nio.ByteBuffer;

/**
 * A simulated Modbus device without a wire, for days that have to pass in seconds: the same
 * requests and answers as over TCP, without frames and threads.
 */
public final class DirectPort implements RegisterSession {

  private final ModbusUnit unit;

  private DirectPort(ModbusUnit unit) {
    this.unit = unit;
  }

  public static DirectPort pvInverter(SharedPlant plant) {
    return new DirectPort(PlantServers.pvInverter(plant));
  }

  public static DirectPort battery(SharedPlant plant) {
    return new DirectPort(PlantServers.battery(plant));
  }

  public static DirectPort heatPump(SharedPlant plant) {
    return new DirectPort(PlantServers.heatPump(plant));
  }

  public static DirectPort gridMeter(SharedPlant plant) {
    return new DirectPort(PlantServers.meter(plant));
  }

  @Override
  public RegisterReply read(Table table, int address, int count) {
    byte[] pdu = new byte[5];
    head(pdu, table == Table.HOLDING ? 3 : 4, address, count);
    return words(unit.answer(pdu), count);
  }

  @Override
  public RegisterReply write(int address, int... words) {
    byte[] pdu = new byte[6 + 2 * words.length];
    ByteBuffer rest = head(pdu, 16, address, words.length).put((byte) (2 * words.length));
    for (int word : words) {
      rest.putShort((short) word);
    }
    byte[] answer = unit.answer(pdu);
    return answer.length == 5 ? new RegisterReply.Words(words) : words(answer, words.length);
  }

  private static ByteBuffer head(byte[] pdu, int function, int address, int count) {
    return ByteBuffer.wrap(pdu)
        .put((byte) function)
        .putShort((short) address)
        .putShort((short) count);
  }

  private static RegisterReply words(byte[] answer, int count) {
    if (answer.length < 2 + 2 * count) {
      int code = answer[1] & 0xFF;
      return new RegisterReply.Failed(Fault.of(Fault.Kind.REJECTED, "exception " + code), code);
    }
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = ((answer[2 + 2 * i] & 0xFF) << 8) | (answer[2 + 2 * i + 1] & 0xFF);
    }
    return new RegisterReply.Words(words);
  }

  @Override
  public long connection() {
    return 1;
  }
}
