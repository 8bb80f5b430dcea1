package io.spikewatt.simulator.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModbusServersTest {

  private static final String MBPOLL = "/usr/bin/mbpoll";

  /** A line of mbpoll's output: {@code [40000]: 21365}, a second form in brackets may follow. */
  private static final Pattern VALUE = Pattern.compile("^\\[\\d+\\]:\\s+(\\S+)", Pattern.MULTILINE);

  private final TestPlant plant = new TestPlant();
  private final List<PlantServer> started = new ArrayList<>();

  @AfterEach
  void stopAll() {
    started.forEach(PlantServer::stop);
  }

  @Test
  void mbpollWalksTheSunSpecModels() throws Exception {
    int port = pv();
    assertEquals(List.of("0x5375", "0x6E53", "0x0001", "0x0042"), hex(port, 40_000, 4));
    int at = 40_002;
    List<Integer> models = new ArrayList<>();
    for (List<String> header = hex(port, at, 2);
        !header.getFirst().equals("0xFFFF");
        header = hex(port, at, 2)) {
      models.add(Integer.decode(header.get(0)));
      at += 2 + Integer.decode(header.get(1));
    }
    assertEquals(List.of(1, 103, 120, 121, 122, 123), models);
    double watts = Double.parseDouble(read(port, "4:int16", 40_084, 1).getFirst());
    assertEquals(pvW(), watts, 0.5);
    assertTrue(watts > 100, () -> "noon, but " + watts + " W");
    assertEquals("12000", read(port, "4", 40_070 + 52 + 3, 1).getFirst());
  }

  @Test
  void mbpollLimitsTheInverterUntilItsTimerReverts() throws Exception {
    int port = pv();
    double before = pvW();
    // WMaxLimPct 5.00 %, WinTms 0, RvrtTms 60 s, RmpTms 0, WMaxLim_Ena 1
    write(port, "4", 40_233, "500", "0", "60", "0", "1");
    plant.seconds(5);
    assertEquals(600, pvW(), 1);
    assertEquals(List.of("500", "0", "60", "0", "1"), read(port, "4", 40_233, 5));
    plant.seconds(40);
    write(port, "4", 40_233, "500"); // feeds the timer
    plant.seconds(40);
    assertEquals(600, pvW(), 1);
    plant.seconds(30);
    assertTrue(pvW() > Math.min(900, before / 2));
    assertEquals(List.of("0"), read(port, "4", 40_237, 1));
  }

  @Test
  void mbpollDrivesTheBatteryAndLosesItWithTheHeartbeat() throws Exception {
    int port = start(PlantServers.battery(plant.shared, 0));
    assertEquals("30", read(port, "4", 204, 1).getFirst());
    double soc = Double.parseDouble(read(port, "4", 102, 1).getFirst()) / 10;
    assertEquals(40, soc, 0.1);
    write(port, "4:int", 201, "2500"); // vendor: + = charging
    write(port, "4", 203, "1");
    write(port, "4", 200, "1");
    plant.seconds(5);
    double vendorW = Double.parseDouble(read(port, "4:int", 100, 1).getFirst());
    assertEquals(2_500, vendorW, 50);
    assertEquals(-2_500, batteryW(), 50);
    assertEquals("1", read(port, "4", 108, 1).getFirst());
    write(port, "4:int", 201, "-3000");
    write(port, "4", 203, "2");
    plant.seconds(5);
    assertEquals(-3_000, Double.parseDouble(read(port, "4:int", 100, 1).getFirst()), 60);
    assertEquals("2", read(port, "4", 108, 1).getFirst());
    plant.seconds(31);
    assertEquals(List.of("0"), read(port, "4", 200, 1));
    assertEquals("3", read(port, "4", 108, 1).getFirst());
    assertEquals(0, Double.parseDouble(read(port, "4:int", 100, 1).getFirst()), 20);
  }

  @Test
  void illegalRequestsAreExceptions() throws Exception {
    int port = start(PlantServers.battery(plant.shared, 0));
    Tool.need(MBPOLL);
    assertRefused("Illegal data address", mbpoll(port, "4", 300, 1));
    assertRefused("Illegal data address", mbpoll(port, "4", 109, 5));
    assertRefused("Illegal function", mbpoll(port, "0", 100, 1));
    assertRefused("Illegal data value", mbpoll(port, "4", 200, 1, "2"));
    assertRefused("Illegal data address", mbpoll(port, "4", 204, 1, "5"));
    assertRefused("Illegal data value", mbpoll(port, "4", 201, 1, "7")); // half a setpoint
  }

  @Test
  void pymodbusReadsTheMeterAsRtuOverTcp() throws Exception {
    Tool.needPythonModule("pymodbus");
    int port = start(PlantServers.gridMeter(plant.shared, 0));
    String script =
        """
        import struct, sys
        import logging
        from pymodbus import FramerType
        from pymodbus.client import ModbusTcpClient
        logging.disable(logging.CRITICAL)
        c = ModbusTcpClient('127.0.0.1', port=int(sys.argv[1]), framer=FramerType.RTU, timeout=3)
        assert c.connect()
        for a in (0x00, 0x0C, 0x34, 0x46, 0x48, 0x4A):
            r = c.read_input_registers(a, count=2, slave=2)
            assert not r.isError(), r
            print(struct.unpack('>f', struct.pack('>HH', *r.registers))[0])
        r = c.read_input_registers(0x00, count=76, slave=2)
        assert not r.isError() and len(r.registers) == 76, r
        print(c.read_input_registers(0x100, count=2, slave=2).exception_code)
        c.close()
        """;
    String[] lines = Tool.run("/usr/bin/python3", "-c", script, Integer.toString(port)).split("\n");
    assertEquals(7, lines.length, () -> Arrays.toString(lines));
    assertEquals(230, Double.parseDouble(lines[0]), 8);
    double gridW = plant.shared.read(now -> now.grid().powerW());
    assertNotEquals(0, gridW);
    assertEquals(0.37 * gridW, Double.parseDouble(lines[1]), 0.1);
    assertEquals(gridW, Double.parseDouble(lines[2]), 0.1);
    assertEquals(50, Double.parseDouble(lines[3]), 0.1);
    assertEquals(1_234.567, Double.parseDouble(lines[4]), 0.1);
    assertEquals(123.456, Double.parseDouble(lines[5]), 0.1);
    assertEquals("2", lines[6]);
  }

  @Test
  void mbpollReadsTheMeterOnASerialLine(@TempDir Path directory) throws Exception {
    Tool.need(MBPOLL);
    try (PtyPair line = new PtyPair(directory)) {
      SerialServer server = SerialServer.gridMeter(plant.shared, line.one());
      started.add(server);
      for (int round = 0; round < 3; round++) {
        server.start();
        String output =
            Tool.run(
                MBPOLL,
                "-m",
                "rtu",
                "-a",
                "2",
                "-b",
                "9600",
                "-P",
                "none",
                "-t",
                "3:float",
                "-B",
                "-0",
                "-1",
                "-r",
                "52",
                line.other());
        double gridW = plant.shared.read(now -> now.grid().powerW());
        assertEquals(gridW, Double.parseDouble(values(output).getFirst()), 1);
        server.stop();
        plant.seconds(1);
      }
    }
  }

  @Test
  void aBrokenRtuFrameIsIgnoredAndTheNextOneAnswered() throws Exception {
    int port = start(PlantServers.gridMeter(plant.shared, 0));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      byte[] good = {2, 4, 0, 0x46, 0, 2, 0, 0};
      int crc = ModbusRtuHandler.crc(good, 6);
      good[6] = (byte) crc;
      good[7] = (byte) (crc >> 8);
      byte[] bad = good.clone();
      bad[7] ^= 1;
      DataInputStream in = new DataInputStream(socket.getInputStream());
      socket.getOutputStream().write(good);
      assertEquals(2, in.readByte());
      in.readNBytes(8);
      socket.getOutputStream().write(bad);
      socket.setSoTimeout(300);
      assertSilent(in);
      socket.getOutputStream().write(good, 0, 5); // breaks off
      assertSilent(in);
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(good);
      assertEquals(2, in.readByte());
    }
  }

  @Test
  void everyTcpServerComesBackTenTimesOnItsPortAndLeavesNoThread() throws Exception {
    List<TcpServer> servers =
        List.of(
            PlantServers.pvInverter(plant.shared, 0),
            PlantServers.battery(plant.shared, 0),
            PlantServers.gridMeter(plant.shared, 0),
            PlantServers.utilityMeter(plant.shared, 0));
    long before = simThreads();
    for (TcpServer server : servers) {
      started.add(server);
      server.start();
      int port = server.port();
      for (int round = 0; round < 10; round++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          socket.setSoTimeout(5_000);
          server.stop();
          assertEndOfStream(socket);
        }
        assertRefusedConnection(port);
        server.start();
        assertEquals(port, server.port());
      }
      server.stop();
    }
    assertEquals(before, simThreads());
  }

  /** The peer closed, either in order or by a reset. */
  private static void assertEndOfStream(Socket socket) throws IOException {
    int end;
    try {
      end = socket.getInputStream().read();
    } catch (SocketException reset) {
      end = -1;
    }
    assertEquals(-1, end);
  }

  private static void assertRefusedConnection(int port) {
    assertThrows(
        ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
  }

  private static long simThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sim-"))
        .count();
  }

  private static void assertSilent(DataInputStream in) {
    assertThrows(SocketTimeoutException.class, in::readByte, "a slave answered a bad frame");
  }

  private static void assertRefused(String reason, Tool.Outcome outcome) {
    assertTrue(outcome.output().contains(reason), outcome::output);
  }

  private double pvW() {
    return plant.shared.read(now -> now.pv().powerW());
  }

  private double batteryW() {
    return plant.shared.read(now -> now.truth().powers().batteryW());
  }

  private int pv() throws IOException {
    return start(PlantServers.pvInverter(plant.shared, 0));
  }

  private int start(TcpServer server) throws IOException {
    started.add(server);
    server.start();
    return server.port();
  }

  private static List<String> hex(int port, int address, int count) throws Exception {
    return read(port, "4:hex", address, count);
  }

  private static List<String> read(int port, String type, int address, int count) throws Exception {
    Tool.need(MBPOLL);
    Tool.Outcome outcome = mbpoll(port, type, address, count);
    assertEquals(0, outcome.exitCode(), outcome::output);
    List<String> values = values(outcome.output());
    assertEquals(count, values.size(), outcome::output);
    return values;
  }

  private static void write(int port, String type, int address, String... values) throws Exception {
    Tool.need(MBPOLL);
    Tool.Outcome outcome = mbpoll(port, type, address, values.length, values);
    assertTrue(outcome.output().contains("Written " + values.length), outcome::output);
  }

  private static Tool.Outcome mbpoll(
      int port, String type, int address, int count, String... values) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                MBPOLL,
                "-m",
                "tcp",
                "-p",
                Integer.toString(port),
                "-a",
                "1",
                "-0",
                "-1",
                "-B",
                "-t",
                type,
                "-r",
                Integer.toString(address)));
    if (values.length == 0) {
      command.addAll(List.of("-c", Integer.toString(count)));
    }
    command.add("127.0.0.1");
    if (values.length > 0) {
      command.add("--");
      command.addAll(List.of(values));
    }
    return Tool.outcome(command.toArray(new String[0]));
  }

  private static List<String> values(String output) {
    List<String> values = new ArrayList<>();
    Matcher matcher = VALUE.matcher(output);
    while (matcher.find()) {
      values.add(matcher.group(1));
    }
    return values;
  }
}
