package io.spikewatt.simulator.drill;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.function.IntSupplier;

/** A Modbus TCP device of one register, which holds the grid operator's contact. */
final class ContactServer implements AutoCloseable {

  private final ServerSocket listener;
  private final IntSupplier contact;

  ContactServer(IntSupplier contact) throws IOException {
    this.contact = contact;
    this.listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      byte[] request = new byte[12];
      while (true) {
        in.readFully(request);
        ByteBuffer answer = ByteBuffer.allocate(11);
        answer.put(request, 0, 4).putShort((short) 5).put(request, 6, 2).put((byte) 2);
        out.write(answer.putShort((short) contact.getAsInt()).array());
      }
    } catch (IOException gone) {
      // The next connection is served anew.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
