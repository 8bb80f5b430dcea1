package io.spikewatt.config.source;

import java.util.List;
import java.util.Map;

/**
 * A request whose gaps are filled in by {@link RequestPlaceholder}s and by the site's settings.
 *
 * @param host {@code https://host}, with a port where it is not the usual one; a site may name
 *     another one
 * @param path from {@code /} on, with placeholders
 * @param query parameters in their order, their values with placeholders
 * @param authentication how the secret travels
 * @param otherHosts {@code host} or {@code host:port} to which a redirect may lead; no secret goes
 *     there
 */
public record RequestTemplate(
    String host,
    String path,
    Map<String, String> query,
    SourceAuthentication authentication,
    List<String> otherHosts) {

  public RequestTemplate {
    query = OrderedTexts.copy(query);
    otherHosts = List.copyOf(otherHosts);
  }
}
