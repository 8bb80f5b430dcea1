package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tinylog.Logger;

/**
 * A network namespace at the other end of a cable, from which packets can be made to vanish without
 * a word. Needs root, iproute2 and nftables; gone when it is closed.
 */
final class Namespace implements AutoCloseable {

  /** RFC 2544's range for tests; /30 of its own for each process. */
  private final String net;

  private final String name;
  private final String hostEnd;

  Namespace() throws IOException, InterruptedException {
    require();
    long pid = ProcessHandle.current().pid();
    this.net = "198.18." + (pid / 64 % 256) + ".";
    this.name = "spikewatt-" + pid;
    this.hostEnd = "swt" + pid % 1_000_000;
    int first = (int) (pid % 64) * 4;
    try {
      ip("netns", "add", name);
      ip("link", "add", hostEnd, "type", "veth", "peer", "name", "eth0", "netns", name);
      ip("addr", "add", net + (first + 1) + "/30", "dev", hostEnd);
      ip("link", "set", hostEnd, "up");
      ip("-n", name, "addr", "add", address(), "dev", "eth0");
      ip("-n", name, "link", "set", "eth0", "up");
      ip("-n", name, "link", "set", "lo", "up");
      inside("nft", "add table inet cut");
      inside("nft", "add chain inet cut in { type filter hook input priority 0; }");
      inside("nft", "add chain inet cut out { type filter hook output priority 0; }");
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private static void require() throws IOException, InterruptedException {
    boolean root = "root".equals(System.getProperty("user.name"));
    if (!root) {
      Logger.warn("SKIPPED: network namespaces need root");
    }
    assumeTrue(root, "network namespaces need root");
    Helper.require("iproute2", "ip", "-V");
    Helper.require("nftables", "nft", "--version");
    Helper.require("network namespaces", "ip", "netns", "list");
  }

  private String address() {
    return host() + "/30";
  }

  /** Address of what runs inside, seen from outside. */
  String host() {
    return net + ((int) (ProcessHandle.current().pid() % 64) * 4 + 2);
  }

  /** A command that runs inside. */
  List<String> command(List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(command);
    return all;
  }

  /** From now on all packets vanish: nobody is told, no connection ends. */
  void cut() throws IOException, InterruptedException {
    inside("nft", "add rule inet cut in iifname eth0 drop");
    inside("nft", "add rule inet cut out oifname eth0 drop");
  }

  /** Lets packets through again. */
  void mend() throws IOException, InterruptedException {
    inside("nft", "flush table inet cut");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    exec(List.of("ip", "netns", "del", name));
    exec(List.of("ip", "link", "del", hostEnd));
  }

  private void inside(String... command) throws IOException, InterruptedException {
    run(command(List.of(command)));
  }

  private static void ip(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    String output = exec(command);
    if (!output.isEmpty()) {
      throw new IOException(command + ": " + output);
    }
  }

  /** What the command complains about; empty if all is well. */
  private static String exec(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int code = process.waitFor();
    return code == 0 ? "" : output + " (" + code + ")";
  }
}
