package io.spikewatt.controller.http;

import io.spikewatt.hal.time.Clock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * How the page is served.
 *
 * @param address to listen on; port 0 = any free one
 * @param names of the certificate, in lower case, under which the page may be addressed
 * @param tls identity of the server; empty = no encryption, for loopback only
 * @param token of those who may command
 * @param freeReading whether everybody may see the page without the token; on loopback only
 * @param clock the machine's, whatever time the site lives in
 * @param pace time between two events of a stream
 */
public record PageSettings(
    InetSocketAddress address,
    Set<String> names,
    Optional<SSLContext> tls,
    PageToken token,
    boolean freeReading,
    Clock clock,
    Duration pace) {

  public PageSettings {
    names = Set.copyOf(names);
    if (tls.isEmpty() && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("beyond loopback the page needs a certificate");
    }
    if (freeReading && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("beyond loopback the page needs the token");
    }
  }
}
