package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Answers Modbus requests (function code and data, without framing) from a register bank. */
record ModbusUnit(int id, SharedPlant plant, RegisterBank bank) {

  private static final int ILLEGAL_FUNCTION = 1;
  private static final int ILLEGAL_ADDRESS = 2;
  private static final int ILLEGAL_VALUE = 3;

  /** The answer to {@code pdu}, which may be an exception. */
  byte[] answer(byte[] pdu) {
    int function = pdu[0] & 0xFF;
    return switch (function) {
      case 3 -> read(function, RegisterBank.Table.HOLDING, pdu);
      case 4 -> read(function, RegisterBank.Table.INPUT, pdu);
      case 6 -> writeOne(pdu);
      case 16 -> writeMany(pdu);
      default -> exception(function, ILLEGAL_FUNCTION);
    };
  }

  static byte[] exception(int function, int code) {
    return new byte[] {(byte) (function | 0x80), (byte) code};
  }

  private byte[] read(int function, RegisterBank.Table table, byte[] pdu) {
    if (pdu.length != 5) {
      return exception(function, ILLEGAL_VALUE);
    }
    int address = word(pdu, 1);
    int count = word(pdu, 3);
    if (count < 1 || count > 125) {
      return exception(function, ILLEGAL_VALUE);
    }
    Optional<int[]> words = plant.read(now -> bank.read(now, table, address, count));
    if (words.isEmpty()) {
      return exception(function, ILLEGAL_ADDRESS);
    }
    ByteBuffer reply = ByteBuffer.allocate(2 + 2 * count);
    reply.put((byte) function).put((byte) (2 * count));
    for (int word : words.get()) {
      reply.putShort((short) word);
    }
    return reply.array();
  }

  private byte[] writeOne(byte[] pdu) {
    if (pdu.length != 5) {
      return exception(6, ILLEGAL_VALUE);
    }
    return written(pdu, word(pdu, 1), new int[] {word(pdu, 3)});
  }

  private byte[] writeMany(byte[] pdu) {
    int count = pdu.length < 6 ? 0 : word(pdu, 3);
    if (count < 1 || count > 123 || pdu.length != 6 + 2 * count || (pdu[5] & 0xFF) != 2 * count) {
      return exception(16, ILLEGAL_VALUE);
    }
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = word(pdu, 6 + 2 * i);
    }
    return written(pdu, word(pdu, 1), words);
  }

  private byte[] written(byte[] pdu, int address, int[] words) {
    RegisterBank.Written result = plant.read(now -> write(now, address, words));
    if (result != RegisterBank.Written.DONE) {
      return exception(pdu[0], result.exceptionCode());
    }
    byte[] reply = new byte[5];
    System.arraycopy(pdu, 0, reply, 0, 5);
    return reply;
  }

  private RegisterBank.Written write(SimulatedPlant now, int address, int[] words) {
    RegisterBank.Written result = bank.write(now, address, words);
    now.wrote(
        new PlantWrite.Registers(
            bank.device(),
            address,
            Arrays.stream(words).boxed().toList(),
            result == RegisterBank.Written.DONE));
    return result;
  }

  private static int word(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }
}
