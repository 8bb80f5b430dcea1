package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.RequestPlaceholder;
import io.spikewatt.config.source.RequestTemplate;
import io.spikewatt.config.source.SourceAuthentication;
import io.spikewatt.controller.httpclient.HttpCall;
import io.spikewatt.controller.httpclient.HttpLimits;
import io.spikewatt.controller.json.JsonWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A request to a service.
 *
 * @param call address, headers and body; the secret is inside
 * @param otherHosts hosts to which a redirect may lead
 * @param period that its answer is about
 */
public record SourceRequest(HttpCall call, Set<String> otherHosts, RequestPeriod period) {

  /** Limits of every request to a source. */
  public static final HttpLimits LIMITS =
      new HttpLimits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          AnswerReader.MOST_BYTES);

  private static final DateTimeFormatter COMPACT_DAY = DateTimeFormatter.ofPattern("uuuuMMdd");
  private static final DateTimeFormatter COMPACT_MINUTE =
      DateTimeFormatter.ofPattern("uuuuMMddHHmm").withZone(ZoneOffset.UTC);

  public SourceRequest {
    otherHosts = Set.copyOf(otherHosts);
  }

  /**
   * The requests for a period: one, or one for each local day where the service needs that.
   *
   * @param source not a topic
   * @param secret content of the site's token file; empty if the source sends none
   * @throws IllegalArgumentException for a secret that no header can hold, or a topic; the message
   *     does not hold the secret
   */
  public static List<SourceRequest> of(
      SiteSource source, RequestPeriod asked, Optional<String> secret) {
    RequestTemplate template =
        source
            .description()
            .request()
            .orElseThrow(() -> new IllegalArgumentException("a topic is not asked"));
    ZoneId zone = source.description().schedule().zone();
    boolean daily =
        texts(source, template)
            .flatMap(text -> RequestPlaceholder.names(text).stream())
            .flatMap(name -> RequestPlaceholder.of(name).stream())
            .anyMatch(RequestPlaceholder::isDay);
    List<RequestPeriod> periods =
        daily
            ? asked.localDays(zone).stream().map(day -> RequestPeriod.days(day, day, zone)).toList()
            : List.of(asked);
    List<SourceRequest> requests = new ArrayList<>();
    for (RequestPeriod period : periods) {
      Gaps gaps = new Gaps(source.settings(), period, zone);
      requests.add(
          new SourceRequest(
              call(source, template, gaps, secret), Set.copyOf(template.otherHosts()), period));
    }
    return requests;
  }

  private static Stream<String> texts(SiteSource source, RequestTemplate template) {
    Stream<String> address =
        Stream.concat(Stream.of(template.path()), template.query().values().stream());
    return source.description().shape() instanceof AnswerShape.Graphql graphql
        ? Stream.concat(address, Stream.of(graphql.query()))
        : address;
  }

  private static HttpCall call(
      SiteSource source, RequestTemplate template, Gaps gaps, Optional<String> secret) {
    SourceAuthentication authentication = template.authentication();
    List<String> parameters = new ArrayList<>();
    template.query().forEach((name, text) -> parameters.add(parameter(name, gaps.filled(text))));
    if (authentication.place() == SourceAuthentication.Place.QUERY) {
      secret.ifPresent(value -> parameters.add(parameter(authentication.name(), value)));
    }
    String query = parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    URI address = URI.create(source.address().orElseThrow() + gaps.filled(template.path()) + query);
    HttpCall call =
        source.description().shape() instanceof AnswerShape.Graphql graphql
            ? HttpCall.post(address, body(gaps.filled(graphql.query())))
            : HttpCall.get(address);
    HttpCall accepting = call.withHeader("Accept", accept(source.description().shape()));
    Optional<Header> header = secret.flatMap(value -> header(authentication, source, value));
    return header.isPresent()
        ? accepting.withHeader(header.get().name(), header.get().value())
        : accepting;
  }

  private record Header(String name, String value) {}

  private static Optional<Header> header(
      SourceAuthentication authentication, SiteSource source, String secret) {
    return switch (authentication.place()) {
      case NONE, QUERY -> Optional.empty();
      case BEARER -> Optional.of(new Header("Authorization", "Bearer " + secret));
      case BASIC -> {
        byte[] login = (source.user().orElse("") + ":" + secret).getBytes(UTF_8);
        yield Optional.of(
            new Header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login)));
      }
      case HEADER -> Optional.of(new Header(authentication.name(), secret));
    };
  }

  private static String accept(AnswerShape shape) {
    return switch (shape) {
      case AnswerShape.Iec62325 _ -> "application/xml, text/xml";
      case AnswerShape.Mosmix _ -> "application/vnd.google-earth.kmz, */*";
      case AnswerShape.Periods _, AnswerShape.Csv _ -> "text/csv, text/plain, */*";
      default -> "application/json";
    };
  }

  private static byte[] body(String query) {
    return JsonWriter.object(json -> json.put("query", query));
  }

  private static String parameter(String name, String value) {
    return URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8);
  }

  /** Values of placeholders. */
  private record Gaps(Map<String, String> settings, RequestPeriod period, ZoneId zone) {

    /** The text with all gaps filled; braces that name neither setting nor time stay. */
    String filled(String text) {
      String filled = text;
      for (String name : RequestPlaceholder.names(text)) {
        Optional<String> value =
            RequestPlaceholder.of(name)
                .map(this::time)
                .or(() -> Optional.ofNullable(settings.get(name)));
        if (value.isPresent()) {
          filled = filled.replace("{" + name + "}", value.get());
        }
      }
      return filled;
    }

    private String time(RequestPlaceholder placeholder) {
      Instant from = period.from().truncatedTo(ChronoUnit.SECONDS);
      Instant to = period.to().truncatedTo(ChronoUnit.SECONDS);
      List<LocalDate> days = period.localDays(zone);
      return switch (placeholder) {
        case FROM_ISO -> from.toString();
        case TO_ISO -> to.toString();
        case FROM_MS -> String.valueOf(from.toEpochMilli());
        case TO_MS -> String.valueOf(to.toEpochMilli());
        case FROM_S -> String.valueOf(from.getEpochSecond());
        case TO_S -> String.valueOf(to.getEpochSecond());
        case FROM_DATE, DAY -> days.getFirst().toString();
        case TO_DATE -> days.getLast().toString();
        case FROM_ENTSOE -> COMPACT_MINUTE.format(from);
        case TO_ENTSOE -> COMPACT_MINUTE.format(to);
        case DAY_COMPACT -> COMPACT_DAY.format(days.getFirst());
      };
    }
  }

  /** Host and period: address and headers may hold the secret. */
  @Override
  public String toString() {
    return call.host() + " from " + period.from() + " to " + period.to();
  }
}
