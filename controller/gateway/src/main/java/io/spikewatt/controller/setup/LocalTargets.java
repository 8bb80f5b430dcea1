package io.spikewatt.controller.setup;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where the devices of this machine's site may be: its private networks and serial adapters. */
final class LocalTargets {

  private LocalTargets() {}

  static List<String> find() {
    return Stream.concat(networks(), serialLines(Path.of("/dev"))).toList();
  }

  private static Stream<String> networks() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(each -> each.getInterfaceAddresses().stream())
          .flatMap(address -> network(address).stream())
          .distinct();
    } catch (SocketException e) {
      return Stream.empty();
    }
  }

  private static Optional<String> network(InterfaceAddress on) {
    return on.getAddress() instanceof Inet4Address address && address.isSiteLocalAddress()
        ? Optional.of(network(address.getAddress(), on.getNetworkPrefixLength()))
        : Optional.empty();
  }

  /** The network of an address; of a large one the /24 around it. */
  static String network(byte[] address, int prefix) {
    int bits = Math.max(24, prefix);
    return "%d.%d.%d.%d/%d"
        .formatted(
            address[0] & 0xFF,
            address[1] & 0xFF,
            address[2] & 0xFF,
            address[3] & 0xFF & -1 << (32 - bits),
            bits);
  }

  /** Each adapter once, by the name that outlives a restart if it has one. */
  static Stream<String> serialLines(Path directory) {
    Map<Path, String> names = new LinkedHashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "{serial-*,ttyUSB*}")) {
      TreeSet<Path> sorted = new TreeSet<>();
      files.forEach(sorted::add);
      for (Path file : sorted) {
        names.putIfAbsent(file.toRealPath(), file.toString());
      }
    } catch (IOException e) {
      return Stream.empty();
    }
    return names.values().stream();
  }
}
