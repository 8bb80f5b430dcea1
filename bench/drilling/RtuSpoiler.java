package io.spikewatt.simulator.drill;

import io.spikewatt.drivers.modbus.ModbusTestServer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** What an answer of the meter (Modbus RTU in TCP) may become on its way. */
final class RtuSpoiler {

  /** First of the two registers of the meter's power. */
  private static final int POWER = 0x34;

  private RtuSpoiler() {}

  /** Noise, cut, doubled and foreign frames, none of them with a right checksum of its own unit. */
  static byte[] garble(byte[] answer, Random random) {
    byte[] bytes = answer.clone();
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        yield bytes;
      }
      case 2 -> {
        random.nextBytes(bytes);
        yield bytes;
      }
      case 3 -> {
        bytes[0]++;
        yield ModbusTestServer.withCrc(bytes);
      }
      case 4 -> {
        bytes[1] |= (byte) 0x80;
        bytes[2] = (byte) (1 + random.nextInt(6));
        yield ModbusTestServer.withCrc(Arrays.copyOf(bytes, 5));
      }
      default -> new byte[0];
    };
  }

  /** Replaces the meter's power in an answer to a read that contains it, with a right checksum. */
  static byte[] withPower(byte[] request, byte[] answer, float watts) {
    if (request.length < 6 || answer.length < 9 || answer[1] != request[1]) {
      return answer;
    }
    int first = ByteBuffer.wrap(request).getShort(2);
    int at = 3 + 2 * (POWER - first);
    if (first > POWER || at + 4 + 2 > answer.length) {
      return answer;
    }
    byte[] bytes = answer.clone();
    ByteBuffer.wrap(bytes).putFloat(at, watts);
    return ModbusTestServer.withCrc(bytes);
  }
}
