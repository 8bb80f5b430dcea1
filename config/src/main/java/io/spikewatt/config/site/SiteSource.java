package io.spikewatt.config.site;

import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.source.SourceUnit;
import java.util.Map;
import java.util.Optional;

/**
 * A source of prices, emissions or weather that a site uses.
 *
 * @param name for status and log, unique, {@code [a-z0-9-]+}
 * @param description of the service
 * @param host {@code https://host} or {@code http://host} in place of the description's; empty =
 *     the description's
 * @param user user name, for services that ask for one
 * @param files secret and trust
 * @param settings values of the description's settings, by name
 * @param topic of the site's broker, for a source that is one
 * @param unit of the values: the description's, or the one that the site names
 */
public record SiteSource(
    String name,
    SourceDescription description,
    Optional<String> host,
    Optional<String> user,
    SourceFiles files,
    Map<String, String> settings,
    Optional<String> topic,
    SourceUnit unit) {

  public SiteSource {
    settings = Map.copyOf(settings);
  }

  /** Most sources of a site. */
  public static final int MOST = 8;

  /** True if it predicts weather, false for prices and emissions. */
  public boolean isWeather() {
    return description.gives() == SourceQuantity.WEATHER;
  }

  /** Host to ask; empty for a topic. */
  public Optional<String> address() {
    return host.or(() -> description.request().map(request -> request.host()));
  }

  /**
   * @param tokenFile file that holds the token or password and nothing else; empty = none
   * @param caFile certificates of the authorities to trust, PEM; empty = Java's
   */
  public record SourceFiles(Optional<String> tokenFile, Optional<String> caFile) {}
}
