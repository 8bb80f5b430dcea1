package io.spikewatt.drivers.proxy;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.hal.signal.Fault;
import java.nio.ByteBuffer;

/** A client's request without its header, and its kind of answer. Has no side effects. */
sealed interface ProxyRequest {

  int READ_HOLDING = 3;
  int READ_INPUT = 4;
  int WRITE_ONE = 6;
  int WRITE = 16;

  int ILLEGAL_FUNCTION = 1;
  int ILLEGAL_ADDRESS = 2;
  int ILLEGAL_VALUE = 3;
  int NO_PATH = 10;
  int NO_ANSWER = 11;

  /** Reads registers. */
  record Read(int function, Table table, int address, int count) implements ProxyRequest {}

  /** Sets registers. */
  record Write(int function, int address, int[] words) implements ProxyRequest {}

  /** Cannot be passed on. */
  record Bad(int function, int exception) implements ProxyRequest {}

  /** Parses function code and data, at least one byte. */
  static ProxyRequest parse(byte[] pdu) {
    ByteBuffer in = ByteBuffer.wrap(pdu);
    int function = Byte.toUnsignedInt(in.get());
    return switch (function) {
      case READ_HOLDING, READ_INPUT -> read(function, in);
      case WRITE_ONE -> writeOne(in);
      case WRITE -> write(in);
      default -> new Bad(function, ILLEGAL_FUNCTION);
    };
  }

  private static ProxyRequest read(int function, ByteBuffer in) {
    if (in.remaining() != 4) {
      return new Bad(function, ILLEGAL_VALUE);
    }
    int address = Short.toUnsignedInt(in.getShort());
    int count = Short.toUnsignedInt(in.getShort());
    if (count < 1 || count > RegisterSession.MAX_READ) {
      return new Bad(function, ILLEGAL_VALUE);
    }
    return address + count > 0x10000
        ? new Bad(function, ILLEGAL_ADDRESS)
        : new Read(function, function == READ_INPUT ? Table.INPUT : Table.HOLDING, address, count);
  }

  private static ProxyRequest writeOne(ByteBuffer in) {
    return in.remaining() != 4
        ? new Bad(WRITE_ONE, ILLEGAL_VALUE)
        : new Write(
            WRITE_ONE,
            Short.toUnsignedInt(in.getShort()),
            new int[] {Short.toUnsignedInt(in.getShort())});
  }

  private static ProxyRequest write(ByteBuffer in) {
    if (in.remaining() < 5) {
      return new Bad(WRITE, ILLEGAL_VALUE);
    }
    int address = Short.toUnsignedInt(in.getShort());
    int count = Short.toUnsignedInt(in.getShort());
    int bytes = Byte.toUnsignedInt(in.get());
    if (count < 1
        || count > RegisterSession.MAX_WRITE
        || bytes != 2 * count
        || in.remaining() != bytes) {
      return new Bad(WRITE, ILLEGAL_VALUE);
    }
    if (address + count > 0x10000) {
      return new Bad(WRITE, ILLEGAL_ADDRESS);
    }
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = Short.toUnsignedInt(in.getShort());
    }
    return new Write(WRITE, address, words);
  }

  /** The answer's function code and data. */
  default byte[] answer(RegisterReply reply) {
    return switch (reply) {
      case Failed failed -> exception(function(), exception(failed));
      case Words words ->
          switch (this) {
            case Read read -> data(read, words.words());
            case Write write -> acknowledgement(write);
            case Bad bad -> exception(bad.function, bad.exception);
          };
    };
  }

  /** The client's function code. */
  int function();

  /** An exception as the answer. */
  static byte[] exception(int function, int code) {
    return new byte[] {(byte) (function | 0x80), (byte) code};
  }

  private static int exception(Failed failed) {
    if (failed.exceptionCode() != 0) {
      return failed.exceptionCode();
    }
    return failed.fault().kind() == Fault.Kind.UNREACHABLE ? NO_PATH : NO_ANSWER;
  }

  private static byte[] data(Read read, int[] words) {
    ByteBuffer out = ByteBuffer.allocate(2 + 2 * words.length);
    out.put((byte) read.function).put((byte) (2 * words.length));
    for (int word : words) {
      out.putShort((short) word);
    }
    return out.array();
  }

  private static byte[] acknowledgement(Write write) {
    int last = write.function == WRITE_ONE ? write.words[0] : write.words.length;
    return ByteBuffer.allocate(5)
        .put((byte) write.function)
        .putShort((short) write.address)
        .putShort((short) last)
        .array();
  }
}
