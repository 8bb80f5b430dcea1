package io.spikewatt.drivers.iec62056;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The other end of a line to a meter, which behaves as told; for tests. */
final class ScriptedMeter implements java.io.Closeable {

  static final String DATA =
      """
      0.0.0(12345678)
      1.8.0(001234.567*kWh)
      1.8.0*01(000999.000*kWh)
      2.8.0(000123.456*kWh)
      32.7.0(230.1*V)
      """;

  /** What a meter can do wrong. */
  enum Manner {
    GOOD,
    ECHO,
    BAD_BCC,
    SILENT_IN_THE_MIDDLE,
    SILENT,
    ENDLESS_FAST,
    ENDLESS_SLOW,
    GARBAGE,
    HANGS_UP
  }

  /** Protocol modes, and how a meter's identification tells them. */
  enum Mode {
    A('@'),
    B('E'),
    C('5'),
    D('3');

    final char letter;

    Mode(char letter) {
      this.letter = letter;
    }
  }

  volatile Manner manner = Manner.GOOD;
  volatile Mode mode = Mode.C;

  /** Address that requests must have. */
  volatile String address = "";

  /** Done between the request and the data, while the other end waits. */
  volatile Runnable beforeData = () -> {};

  /** Lines from the other end. */
  final List<String> heard = new CopyOnWriteArrayList<>();

  volatile String data = DATA;
  final AtomicInteger dialogues = new AtomicInteger();
  private final java.io.Closeable line;
  private volatile boolean closed;

  private ScriptedMeter(java.io.Closeable line) {
    this.line = line;
  }

  static ScriptedMeter onTcp(ServerSocket server) {
    ScriptedMeter meter = new ScriptedMeter(server);
    Thread.ofPlatform().daemon().name("scripted-meter").start(() -> meter.accept(server));
    return meter;
  }

  static ServerSocket loopback() throws IOException {
    return new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
  }

  static ScriptedMeter onStreams(Mode mode, InputStream in, OutputStream out) {
    ScriptedMeter meter = new ScriptedMeter(out);
    meter.mode = mode;
    Thread.ofPlatform()
        .daemon()
        .name("scripted-meter")
        .start(
            () -> {
              while (!meter.closed && meter.turn(in, out)) {}
            });
    return meter;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    line.close();
  }

  private void accept(ServerSocket server) {
    while (!closed) {
      try (Socket socket = server.accept()) {
        InputStream in = socket.getInputStream();
        while (mode == Mode.D && push(socket.getOutputStream())) {}
        if (mode != Mode.D && serve(in, socket.getOutputStream())) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      } catch (IOException end) {
        // The test closed the server, or the client hung up: both are the point.
      }
    }
  }

  private boolean turn(InputStream in, OutputStream out) {
    return mode == Mode.D ? push(out) : serve(in, out);
  }

  /** One telegram that nobody asked for, and a pause; false when the line is gone. */
  private boolean push(OutputStream out) {
    try {
      dialogues.incrementAndGet();
      String head = identification() + "\r\n";
      String body = data.replace("\n", "\r\n") + "!\r\n";
      switch (manner) {
        case SILENT -> {}
        case HANGS_UP -> {
          return false;
        }
        case GARBAGE -> send(out, "\u0000\u0007garbage\r\n");
        case SILENT_IN_THE_MIDDLE -> send(out, head + body.substring(0, 20));
        case ENDLESS_FAST, ENDLESS_SLOW -> {
          send(out, head);
          endless(out);
        }
        default -> {
          boolean joinedInTheMiddle = dialogues.get() == 1;
          send(out, joinedInTheMiddle ? body.substring(30) : head + body);
        }
      }
      pause(200);
      return !closed;
    } catch (IOException | InterruptedException end) {
      return false;
    }
  }

  private String identification() {
    return "/SPK" + mode.letter + "METER-1\r\n";
  }

  /** One dialogue; false when the line is gone. */
  private boolean serve(InputStream in, OutputStream out) {
    try {
      String request = line(in);
      dialogues.incrementAndGet();
      heard.add(request);
      if (!request.endsWith("/?" + address + "!\r\n") || manner == Manner.SILENT) {
        return true;
      }
      if (manner == Manner.HANGS_UP) {
        return false;
      }
      if (manner == Manner.ECHO) {
        send(out, request);
      }
      send(out, manner == Manner.GARBAGE ? "\u0000\u0007garbage\r\n" : identification());
      if (mode == Mode.C) {
        acknowledged(in, out);
      }
      beforeData.run();
      String block = data.replace("\n", "\r\n") + "!\r\n\u0003";
      int bcc = 0;
      for (byte b : block.getBytes(StandardCharsets.US_ASCII)) {
        bcc ^= b;
      }
      switch (manner) {
        case SILENT_IN_THE_MIDDLE -> send(out, "\u0002" + block.substring(0, 20));
        case ENDLESS_FAST, ENDLESS_SLOW -> endless(out);
        default -> {
          send(out, "\u0002" + block);
          out.write(manner == Manner.BAD_BCC ? bcc ^ 1 : bcc);
          out.flush();
        }
      }
      return true;
    } catch (IOException | InterruptedException end) {
      return false;
    }
  }

  private void acknowledged(InputStream in, OutputStream out) throws IOException {
    String acknowledge = line(in);
    heard.add(acknowledge);
    if (manner == Manner.ECHO) {
      send(out, acknowledge);
    }
  }

  private void endless(OutputStream out) throws IOException, InterruptedException {
    send(out, "\u0002");
    for (int i = 0; manner == Manner.ENDLESS_FAST || manner == Manner.ENDLESS_SLOW; i++) {
      send(out, "9." + i % 100 + ".0(1*V)\r\n");
      if (manner == Manner.ENDLESS_SLOW) {
        pause(20);
      }
    }
  }

  private static void pause(int millis) throws InterruptedException {
    new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < 2 || text.charAt(text.length() - 1) != '\n') {
      int b = in.read();
      if (b < 0) {
        throw new IOException("the line was closed");
      }
      text.append((char) b);
    }
    return text.toString();
  }
}
