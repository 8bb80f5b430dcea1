package io.spikewatt.config.source;

import java.util.List;
import java.util.Optional;

/**
 * A service that gives prices, emissions or predicted weather, as data.
 *
 * @param id file name without its ending, {@code [a-z0-9-]+}
 * @param about information for people
 * @param content its values
 * @param schedule its calendar, and how often it may be asked
 * @param request what to send; empty only for {@link AnswerShape.Topic}
 * @param settings values that the site's configuration must give
 * @param shape where start and value of each slot are in an answer
 */
public record SourceDescription(
    String id,
    About about,
    SourceContent content,
    SourceSchedule schedule,
    Optional<RequestTemplate> request,
    List<SourceSetting> settings,
    AnswerShape shape) {

  public SourceDescription {
    settings = List.copyOf(settings);
  }

  /** Quantity of its values. */
  public SourceQuantity gives() {
    return content.gives();
  }

  /** Unit of its values; {@link SourceUnit#NONE} for weather. */
  public SourceUnit unit() {
    return content.unit();
  }

  /** Quantities of a source of weather; otherwise empty. */
  public List<WeatherField> weather() {
    return content.weather();
  }

  /** Place of the secret; none where nothing is sent. */
  public SourceAuthentication authentication() {
    return request.map(RequestTemplate::authentication).orElse(SourceAuthentication.NONE);
  }

  /**
   * Information for people.
   *
   * @param title the service
   * @param verified basis of the facts
   * @param remarks notes for an installer; may be empty
   * @param licence terms of the service's data; may be empty
   */
  public record About(String title, Evidence verified, String remarks, String licence) {}

  /** Basis of a description's facts. */
  public enum Evidence {
    /** The service's documentation, or programs that use it. */
    DOCUMENTATION,
    /** An answer that was recorded. */
    RECORDED,
    /** The service itself, asked by Spikewatt. */
    IN_SERVICE
  }
}
