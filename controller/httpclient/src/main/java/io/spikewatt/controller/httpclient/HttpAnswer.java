package io.spikewatt.controller.httpclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A server's whole answer.
 *
 * @param status 100 to 599
 * @param headers the last value of each, by names in lower case
 * @param body not decoded; empty if there was none
 */
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

  public HttpAnswer {
    headers = Map.copyOf(headers);
  }

  /** True for the statuses 200 to 299. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The body as UTF-8; what is none is replaced. */
  public String text() {
    return new String(body, UTF_8);
  }
}
