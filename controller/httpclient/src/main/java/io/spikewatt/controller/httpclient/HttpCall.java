package io.spikewatt.controller.httpclient;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One request: GET, or POST if it has a body. No header can hold the end of a line, so no value can
 * add a header.
 *
 * @param address {@code http} or {@code https}, without a user
 * @param headers in printable ASCII
 */
public record HttpCall(URI address, Map<String, String> headers, Optional<byte[]> body) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern VALUE =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");

  /**
   * @throws IllegalArgumentException for another scheme, an address with a user, or a header with
   *     other characters; the message holds no value
   */
  public HttpCall {
    String scheme = String.valueOf(address.getScheme());
    if (!(scheme.equals("http") || scheme.equals("https"))
        || address.getHost() == null
        || address.getRawUserInfo() != null) {
      throw new IllegalArgumentException("expected an http or https address without a user");
    }
    headers = Map.copyOf(headers);
    headers.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                "expected a header of printable ASCII, found other characters");
          }
        });
  }

  public static HttpCall get(URI address) {
    return new HttpCall(address, Map.of(), Optional.empty());
  }

  /** Sends a JSON document. */
  public static HttpCall post(URI address, byte[] json) {
    return new HttpCall(address, Map.of("Content-Type", "application/json"), Optional.of(json));
  }

  public HttpCall withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpCall(address, more, body);
  }

  /** The same request to another address. */
  HttpCall to(URI other) {
    return new HttpCall(other, headers, body);
  }

  /** A GET of an address on another host, to which no header that may be secret goes. */
  HttpCall withoutSecrets(URI other) {
    Map<String, String> harmless = new LinkedHashMap<>(headers);
    harmless.keySet().removeIf(name -> !name.equalsIgnoreCase("Accept"));
    return new HttpCall(other, harmless, Optional.empty());
  }

  /** Host and port, for messages: paths may be secret. */
  public String host() {
    return address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
  }
}
