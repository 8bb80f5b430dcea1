package io.spikewatt.config.load;

import io.spikewatt.config.source.RequestTemplate;
import io.spikewatt.config.source.SourceAuthentication;
import io.spikewatt.config.source.SourceDescription.Evidence;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.source.SourceSchedule;
import io.spikewatt.config.source.SourceSetting;
import io.spikewatt.config.source.SourceUnit;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The keys of the description of a source, except those of its shape. */
final class SourceKeys {

  private static final ValueType<String> NOTE = ValueTypes.text("text", "(?s).*\\S.*");

  static final Key<String> ID = Key.required("id", SourceTypes.ID, "the file's name without .yaml");
  static final Key<String> TITLE =
      Key.required("title", ValueTypes.text("text", "\\S(.*\\S)?"), "the service, for people");
  static final Key<Evidence> VERIFIED =
      Key.required("verified", ValueTypes.choice(Evidence.class), "what the facts are based on");
  static final Key<String> REMARKS =
      Key.withDefault("remarks", NOTE, "", "none", "what an installer must know");
  static final Key<String> LICENCE =
      Key.withDefault("licence", NOTE, "", "none", "terms of the data, for people");
  static final Key<SourceQuantity> GIVES =
      Key.required("gives", ValueTypes.choice(SourceQuantity.class), "quantity of its values");
  static final Key<SourceUnit> UNIT =
      Key.optional("unit", SourceTypes.unit(), "none, for weather", "unit of its values");

  private static final Key<ZoneId> ZONE =
      Key.required("zone", ValueTypes.zone(), "time zone of the service's days");
  private static final Key<DistinctNumbers> SLOTS =
      Key.required("slot-minutes", SourceTypes.minutes(), "lengths that its slots may have");
  private static final Key<LocalTime> PUBLISHED =
      Key.optional(
          "published-at",
          ValueTypes.time(false),
          "no fixed time",
          "local time from which the values of tomorrow are there");
  private static final Key<Duration> AT_MOST_EVERY =
      Key.withDefault(
          "at-most-every-min",
          ValueTypes.duration(ChronoUnit.MINUTES, "min", 1, 1440),
          Duration.ofMinutes(60),
          "60",
          "least time between two requests");

  private static final Key<String> HOST =
      Key.required("host", SourceTypes.HOST, "server to ask; a site may name another one");
  private static final Key<String> PATH =
      Key.withDefault(
          "path",
          ValueTypes.text(
              "a path such as /prices/{area}, with the placeholders of query",
              "(?=.{1,500}$)/([A-Za-z0-9/._~!$&'()*+,;=:@-]|\\{[a-z0-9-]{1,32}\\})*"),
          "/",
          "path on the server, with placeholders");
  private static final Key<SourceTypes.TextMap> QUERY =
      Key.withDefault(
          "query",
          SourceTypes.query(),
          SourceTypes.TextMap.NONE,
          "none",
          "parameters of the address");
  private static final Key<SourceAuthentication> AUTHENTICATION =
      Key.withDefault(
          "authentication",
          SourceTypes.authentication(),
          SourceAuthentication.NONE,
          "none",
          "how the content of the site's token-file is sent");
  private static final Key<SourceTypes.TextList> OTHER_HOSTS =
      Key.withDefault(
          "redirects-to",
          SourceTypes.hosts(),
          SourceTypes.TextList.NONE,
          "none",
          "other hosts to which a redirect may lead; no secret is sent there");
  static final Section REQUEST =
      Section.of(
          "request",
          "What to send; leave it out for a topic only.",
          HOST,
          PATH,
          QUERY,
          AUTHENTICATION,
          OTHER_HOSTS);

  private static final Key<String> SETTING =
      Key.required(
          "name",
          ValueTypes.text("lower-case letters, digits and -", SourceTypes.SETTING_NAME),
          "name of the placeholder");
  private static final Key<String> MEANING =
      Key.required("meaning", ValueTypes.text("text", "\\S(.*\\S)?"), "one line, for people");
  private static final Key<String> EXAMPLE =
      Key.required(
          "example",
          ValueTypes.text("letters, digits, _, ., ~ and -", SourceSetting.VALUE),
          "a right value");
  static final Section SETTINGS =
      Section.of("settings", "Values that the site must give.", SETTING, MEANING, EXAMPLE).asList();

  /** The whole file. */
  static final Section FILE =
      Section.of(
              "",
              "A source of prices, emissions or weather.",
              ID,
              TITLE,
              VERIFIED,
              REMARKS,
              LICENCE,
              GIVES,
              UNIT,
              ZONE,
              SLOTS,
              PUBLISHED,
              AT_MOST_EVERY)
          .withChildren(REQUEST, SETTINGS, WeatherKeys.WEATHER)
          .withAlternatives(SectionVariant.sections(ShapeKinds.ALL));

  private SourceKeys() {}

  static SourceSchedule schedule(SectionValues v) {
    List<Duration> slots =
        v.get(SLOTS).all().stream().map(minutes -> Duration.ofMinutes(minutes)).toList();
    return new SourceSchedule(v.get(ZONE), slots, v.find(PUBLISHED), v.get(AT_MOST_EVERY));
  }

  static RequestTemplate request(SectionValues v) {
    return new RequestTemplate(
        v.get(HOST),
        v.get(PATH),
        v.get(QUERY).all(),
        v.get(AUTHENTICATION),
        v.get(OTHER_HOSTS).all());
  }

  static SourceSetting setting(SectionValues v) {
    return new SourceSetting(v.get(SETTING), v.get(MEANING), v.get(EXAMPLE));
  }
}
