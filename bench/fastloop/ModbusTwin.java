import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** The least Modbus TCP server: reads of holding registers, writes of several, of any unit. */
final class ModbusTwin implements AutoCloseable {

  /** What stands behind the registers. Called from the connection's thread. */
  interface Registers {
    int read(int address);

    /** All words of one request. */
    void write(int address, int[] words);
  }

  private static final int READ_HOLDING = 3;
  private static final int READ_INPUT = 4;
  private static final int WRITE_SEVERAL = 16;
  private static final int ILLEGAL_FUNCTION = 1;

  private final ServerSocket listener;
  private final Registers registers;

  ModbusTwin(Registers registers) throws IOException {
    this.registers = registers;
    this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("accept").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().name("modbus").start(() -> converse(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void converse(Socket socket) {
    try (socket;
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
      while (true) {
        int transaction = in.readUnsignedShort();
        in.readUnsignedShort();
        byte[] body = in.readNBytes(in.readUnsignedShort());
        byte[] answer = answer(body);
        byte[] frame = new byte[7 + answer.length];
        frame[0] = (byte) (transaction >> 8);
        frame[1] = (byte) transaction;
        frame[4] = (byte) (answer.length + 1 >> 8);
        frame[5] = (byte) (answer.length + 1);
        frame[6] = body[0];
        System.arraycopy(answer, 0, frame, 7, answer.length);
        out.write(frame);
        out.flush();
      }
    } catch (EOFException | SocketException gone) {
      // The daemon has closed its connection.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] answer(byte[] body) {
    int function = body[1];
    int address = word(body, 2);
    int count = word(body, 4);
    if (function == READ_HOLDING || function == READ_INPUT) {
      byte[] answer = new byte[2 + 2 * count];
      answer[0] = (byte) function;
      answer[1] = (byte) (2 * count);
      for (int i = 0; i < count; i++) {
        int word = registers.read(address + i);
        answer[2 + 2 * i] = (byte) (word >> 8);
        answer[3 + 2 * i] = (byte) word;
      }
      return answer;
    }
    if (function == WRITE_SEVERAL) {
      int[] words = new int[count];
      for (int i = 0; i < count; i++) {
        words[i] = word(body, 7 + 2 * i);
      }
      registers.write(address, words);
      return new byte[] {(byte) function, body[2], body[3], body[4], body[5]};
    }
    return new byte[] {(byte) (function | 0x80), ILLEGAL_FUNCTION};
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
