import com.ghgande.j2mod.modbus.ModbusException;
import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Reference: one j2mod connection to each device, all read in turn at the start of every second,
 * and nothing else.
 *
 * <p>{@code J2modLoop CLIENT PORT DEVICES}. For each line on standard input it prints the bytes that
 * the loop has allocated.
 */
final class J2modLoop {

  private static final int REGISTERS = 60;
  private static final int TIMEOUT_MS = 1000;

  private J2modLoop() {}

  public static void main(String[] arguments) throws IOException {
    Thread loop = Thread.ofPlatform().start(() -> run(arguments));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    while (in.readLine() != null) {
      System.out.println(threads.getThreadAllocatedBytes(loop.threadId()));
    }
    System.exit(0);
  }

  private static void run(String[] arguments) {
    int port = Integer.parseInt(arguments[1]);
    int devices = Integer.parseInt(arguments[2]);
    ModbusTCPMaster[] masters = new ModbusTCPMaster[devices];
    for (int d = 0; d < devices; d++) {
      String address = "127.1." + arguments[0] + "." + (d + 1);
      masters[d] = new ModbusTCPMaster(address, port, TIMEOUT_MS, false);
      masters[d].setRetries(0);
    }
    double[] values = new double[REGISTERS];
    long next = System.nanoTime();
    while (true) {
      for (int d = 0; d < devices; d++) {
        poll(masters[d], d, values);
      }
      long left;
      do {
        next += 1_000_000_000L;
        left = next - System.nanoTime();
      } while (left < 0);
      LockSupport.parkNanos(left);
    }
  }

  private static void poll(ModbusTCPMaster master, int device, double[] values) {
    try {
      if (!master.isConnected()) {
        master.connect();
      }
      Register[] registers = master.readMultipleRegisters(1, 0, REGISTERS);
      for (int r = 0; r < REGISTERS; r++) {
        values[r] = registers[r].toUnsignedShort();
      }
      for (int r = 1; r < REGISTERS; r++) {
        if (values[r] != ((37 * device + 101 * r) & 0x3FFF)) {
          System.err.println("wrong value from device " + device);
        }
      }
    } catch (ModbusException e) {
      System.err.println("device " + device + ": " + e.getMessage());
      master.disconnect();
    } catch (Exception e) {
      System.err.println("device " + device + ": " + e);
    }
  }
}
