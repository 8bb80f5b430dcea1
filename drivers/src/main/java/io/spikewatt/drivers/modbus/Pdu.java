package io.spikewatt.drivers.modbus;

import com.ghgande.j2mod.modbus.msg.ModbusRequest;
import com.ghgande.j2mod.modbus.msg.ModbusResponse;
import com.ghgande.j2mod.modbus.msg.ReadInputRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadInputRegistersResponse;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersResponse;
import com.ghgande.j2mod.modbus.msg.WriteMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.WriteMultipleRegistersResponse;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.poll.RegisterReply;
import io.spikewatt.hal.signal.Fault;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.stream.IntStream;

/**
 * One request and how to read its answer. j2mod builds and parses the messages; what it lets pass
 * (another function, another number of registers) is refused here.
 *
 * @param message the request
 * @param words the number of registers asked for, or the values to be written
 */
record Pdu(ModbusRequest message, int[] words) {

  private static final int ACKNOWLEDGED = 5;

  static Pdu read(Table table, int address, int count) {
    ModbusRequest request =
        switch (table) {
          case HOLDING -> new ReadMultipleRegistersRequest(address, count);
          case INPUT -> new ReadInputRegistersRequest(address, count);
        };
    return new Pdu(request, new int[count]);
  }

  static Pdu write(int address, int[] words) {
    Register[] registers =
        IntStream.of(words).mapToObj(SimpleRegister::new).toArray(Register[]::new);
    return new Pdu(new WriteMultipleRegistersRequest(address, registers), words.clone());
  }

  /** Function code and data. */
  byte[] bytes() {
    byte[] data = message.getMessage();
    byte[] pdu = new byte[1 + data.length];
    pdu[0] = (byte) message.getFunctionCode();
    System.arraycopy(data, 0, pdu, 1, data.length);
    return pdu;
  }

  /**
   * What the answer says.
   *
   * @param answer function code and data
   * @throws BadFrameException if it does not answer this request
   */
  RegisterReply reply(byte[] answer) throws IOException {
    int function = Byte.toUnsignedInt(answer[0]);
    int asked = message.getFunctionCode();
    if (function == (asked | 0x80) && answer.length == 2 && answer[1] != 0) {
      int code = Byte.toUnsignedInt(answer[1]);
      // Asking again would do it twice; whether it was done is seen when it is read back.
      return isWrite() && code == ACKNOWLEDGED ? new RegisterReply.Words(words) : exception(code);
    }
    if (function != asked) {
      throw new BadFrameException("function " + function + " instead of " + asked);
    }
    ModbusResponse response = message.getResponse();
    expect("bytes", expectedLength(), answer.length);
    if (!isWrite()) {
      expect("byte count", 2 * words.length, Byte.toUnsignedInt(answer[1]));
    }
    response.readData(new DataInputStream(new ByteArrayInputStream(answer, 1, answer.length - 1)));
    return new RegisterReply.Words(
        switch (response) {
          case ReadMultipleRegistersResponse read ->
              IntStream.range(0, words.length).map(read::getRegisterValue).toArray();
          case ReadInputRegistersResponse read ->
              IntStream.range(0, words.length).map(read::getRegisterValue).toArray();
          case WriteMultipleRegistersResponse write -> acknowledged(write);
          default -> throw new BadFrameException("unknown answer " + response);
        });
  }

  private int expectedLength() {
    return isWrite() ? 5 : 2 + 2 * words.length;
  }

  private boolean isWrite() {
    return message instanceof WriteMultipleRegistersRequest;
  }

  private int[] acknowledged(WriteMultipleRegistersResponse response) throws BadFrameException {
    WriteMultipleRegistersRequest request = (WriteMultipleRegistersRequest) message;
    expect("written address", request.getReference(), response.getReference());
    expect("written registers", words.length, response.getWordCount());
    return words;
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
