package io.spikewatt.config.check;

import io.spikewatt.config.site.Site;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Warns of a page or proxy at an address that this machine does not have; the box may have it. */
final class ListenersHere {

  private ListenersHere() {}

  static Stream<Finding> findings(Site site) {
    return Stream.concat(
        site.page().stream().flatMap(page -> here("page.bind", page.bind())),
        IntStream.range(0, site.proxies().size())
            .boxed()
            .flatMap(i -> here("modbus-proxies[" + i + "].bind", site.proxies().get(i).bind())));
  }

  private static Stream<Finding> here(String path, String bind) {
    InetAddress address = InetAddress.ofLiteral(bind);
    boolean everywhere = address.isLoopbackAddress() || address.isAnyLocalAddress();
    return Finding.when(
        !everywhere && !has(address),
        path,
        "an address of this machine, 127.0.0.1, or 0.0.0.0 for all",
        bind + ", which this machine does not have now");
  }

  private static boolean has(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      // A failed look-up is no reason for a warning.
      return true;
    }
  }
}
