package io.spikewatt.drivers.scan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** An IPv4 network: its first address as a number, and its prefix, 22..32 bits. */
public record Ipv4Subnet(int first, int bits) {

  /** A larger one takes too long to scan. */
  public static final int LEAST_BITS = 22;

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  /** Connections tried at a time: small routers lose more. */
  private static final int AT_A_TIME = 32;

  /** Parses {@code 192.168.1.0/24}; empty = another form, or a prefix out of range. */
  public static Optional<Ipv4Subnet> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int[] numbers =
        IntStream.rangeClosed(1, 5).map(i -> Integer.parseInt(parts.group(i))).toArray();
    int bits = numbers[4];
    boolean bytes = IntStream.range(0, 4).allMatch(i -> numbers[i] <= 255);
    if (!bytes || bits < LEAST_BITS || bits > 32) {
      return Optional.empty();
    }
    int address = numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3];
    return Optional.of(new Ipv4Subnet(address & (int) (-1L << (32 - bits)), bits));
  }

  /** Its hosts: without the network's own address and that of broadcasts. */
  public List<String> hosts() {
    int size = 1 << (32 - bits);
    int edge = size > 2 ? 1 : 0;
    return IntStream.range(edge, size - edge).mapToObj(i -> text(first + i)).toList();
  }

  private static String text(int address) {
    return "%d.%d.%d.%d"
        .formatted(address >>> 24, address >>> 16 & 0xFF, address >>> 8 & 0xFF, address & 0xFF);
  }

  /** A TCP port of a host. */
  public record Place(String host, int port) {}

  /** Places that accept a connection within {@code timeout} each, in order. */
  public List<Place> listening(List<Integer> ports, Duration timeout) throws InterruptedException {
    List<Place> places = new ArrayList<>();
    for (String host : hosts()) {
      ports.forEach(port -> places.add(new Place(host, port)));
    }
    List<Place> open = new ArrayList<>();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      List<Future<Boolean>> accepts =
          places.stream().map(place -> pool.submit(() -> accepts(place, timeout))).toList();
      for (int i = 0; i < places.size(); i++) {
        if (accepts.get(i).get()) {
          open.add(places.get(i));
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return open;
  }

  private static boolean accepts(Place place, Duration timeout) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(place.host(), place.port()), (int) timeout.toMillis());
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }
}
