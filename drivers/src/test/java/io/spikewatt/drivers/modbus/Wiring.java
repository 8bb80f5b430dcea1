package io.spikewatt.drivers.modbus;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Parity;
import io.spikewatt.config.site.Connection.SerialLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The ways in which a Modbus device is connected. */
enum Wiring {
  TCP(ModbusTestServer.Frames.MBAP),
  RTU_OVER_TCP(ModbusTestServer.Frames.RTU),
  /** A pty that socat makes, with the server at its other end. */
  SERIAL(ModbusTestServer.Frames.RTU);

  final ModbusTestServer.Frames frames;

  Wiring(ModbusTestServer.Frames frames) {
    this.frames = frames;
  }

  boolean rtu() {
    return frames == ModbusTestServer.Frames.RTU;
  }

  /** Where a server can be reached; what was started for that ends with {@link #close}. */
  record Cable(ModbusLink link, AutoCloseable helper) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      helper.close();
    }
  }

  /** A link to the server; skips the test if a program is missing. */
  Cable to(ModbusTestServer server, Path folder) throws IOException, InterruptedException {
    Duration unused = Duration.ofSeconds(1);
    return switch (this) {
      case TCP ->
          new Cable(
              ModbusLink.open(
                  new Connection.ModbusTcp(
                      "127.0.0.1", server.port(), 1, unused, Connection.Pacing.NONE)),
              () -> {});
      case RTU_OVER_TCP ->
          new Cable(
              ModbusLink.open(
                  new Connection.ModbusRtuTcp(
                      "127.0.0.1", server.port(), 1, unused, Connection.Pacing.NONE)),
              () -> {});
      case SERIAL -> {
        Helper.require("socat", "socat", "-V");
        Path tty = folder.resolve("ttyTEST");
        Helper socat =
            new Helper(
                folder.resolve("socat.log"),
                List.of(
                    "socat",
                    "pty,raw,echo=0,link=" + tty,
                    "tcp:127.0.0.1:" + server.port() + ",nodelay"));
        socat.await("the pty", () -> Files.exists(tty));
        SerialLine line = new SerialLine(19_200, 8, Parity.NONE, 1);
        yield new Cable(
            ModbusLink.open(
                new Connection.ModbusRtu(tty.toString(), line, 1, unused, Connection.Pacing.NONE)),
            socat);
      }
    };
  }
}
