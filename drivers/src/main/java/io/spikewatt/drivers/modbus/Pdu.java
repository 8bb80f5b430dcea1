package io.spikewatt.drivers.modbus;

import com.ghgande.j2mod.modbus.msg.ModbusRequest;
import com.ghgande.j2mod.modbus.msg.ReadInputRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.WriteMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.hal.signal.Fault;
import java.util.stream.IntStream;

/**
 * One request and how to read its answer. j2mod builds the messages; what its parser lets pass
 * (another function, another number of registers) is refused here. The registers of an answer are
 * taken from its bytes: j2mod would make an object of each.
 *
 * @param message the request
 * @param bytes its function code and data
 * @param count the number of registers to be read or written
 * @param words the values to be written; none for a read
 */
record Pdu(ModbusRequest message, byte[] bytes, int count, int[] words) {

  private static final int[] NONE = {};

  private static final int ACKNOWLEDGED = 5;

  static Pdu read(Table table, int address, int count) {
    ModbusRequest request =
        switch (table) {
          case HOLDING -> new ReadMultipleRegistersRequest(address, count);
          case INPUT -> new ReadInputRegistersRequest(address, count);
        };
    return new Pdu(request, bytes(request), count, NONE);
  }

  static Pdu write(int address, int[] words) {
    Register[] registers =
        IntStream.of(words).mapToObj(SimpleRegister::new).toArray(Register[]::new);
    ModbusRequest request = new WriteMultipleRegistersRequest(address, registers);
    return new Pdu(request, bytes(request), words.length, words.clone());
  }

  private static byte[] bytes(ModbusRequest message) {
    byte[] data = message.getMessage();
    byte[] pdu = new byte[1 + data.length];
    pdu[0] = (byte) message.getFunctionCode();
    System.arraycopy(data, 0, pdu, 1, data.length);
    return pdu;
  }

  /**
   * Decodes the answer.
   *
   * @param answer function code and data
   * @throws BadFrameException if it does not answer this request
   */
  RegisterReply reply(byte[] answer) throws BadFrameException {
    int function = Byte.toUnsignedInt(answer[0]);
    int asked = message.getFunctionCode();
    if (function == (asked | 0x80) && answer.length == 2 && answer[1] != 0) {
      int code = Byte.toUnsignedInt(answer[1]);
      // A repetition would write twice; the read-back shows whether the write was done.
      return message instanceof WriteMultipleRegistersRequest && code == ACKNOWLEDGED
          ? new RegisterReply.Words(words)
          : exception(code);
    }
    if (function != asked) {
      throw new BadFrameException("function " + function + " instead of " + asked);
    }
    if (message instanceof WriteMultipleRegistersRequest write) {
      expect("bytes", 5, answer.length);
      expect("written address", write.getReference(), word(answer, 1));
      expect("written registers", count, word(answer, 3));
      return new RegisterReply.Words(words);
    }
    expect("bytes", 2 + 2 * count, answer.length);
    expect("byte count", 2 * count, Byte.toUnsignedInt(answer[1]));
    int[] read = new int[count];
    for (int i = 0; i < count; i++) {
      read[i] = word(answer, 2 + 2 * i);
    }
    return new RegisterReply.Words(read);
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  private static void expect(String what, int expected, int found) throws BadFrameException {
    if (found != expected) {
      throw new BadFrameException(found + " " + what + " instead of " + expected);
    }
  }

  private static RegisterReply exception(int code) {
    String name =
        switch (code) {
          case 1 -> "illegal function";
          case 2 -> "illegal data address";
          case 3 -> "illegal data value";
          case 4 -> "device failure";
          case ACKNOWLEDGED -> "acknowledged, not done yet";
          case 6 -> "busy";
          case 10 -> "gateway path unavailable";
          case 11 -> "gateway target does not answer";
          default -> "unknown";
        };
    Fault.Kind kind =
        switch (code) {
          case 10 -> Fault.Kind.UNREACHABLE;
          case 11 -> Fault.Kind.TIMEOUT;
          default -> Fault.Kind.REJECTED;
        };
    return new RegisterReply.Failed(Fault.of(kind, "exception " + code + " (" + name + ")"), code);
  }
}
