package io.spikewatt.config.check;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.SourceAuthentication.Place;
import io.spikewatt.config.source.SourceSetting;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules of a site's sources of prices, emissions and weather. */
final class SourceRules {

  private SourceRules() {}

  static Stream<Finding> fewSources(PartialSite site) {
    int sources = site.sources().size();
    return Finding.when(
        sources > SiteSource.MOST,
        "sources",
        "at most " + SiteSource.MOST + " sources",
        String.valueOf(sources));
  }

  static Stream<Finding> uniqueNames(PartialSite site) {
    Set<String> seen = new HashSet<>();
    return site.sources().stream()
        .flatMap(
            part -> {
              String name = part.source().name();
              return Finding.when(!seen.add(name), part.path() + ".name", "each name once", name);
            });
  }

  /** Every setting that the source asks for, and no other. */
  static Stream<Finding> settingsComplete(PartialSite site) {
    return site.sources().stream().flatMap(SourceRules::settings);
  }

  private static Stream<Finding> settings(PartialSite.Source part) {
    List<SourceSetting> asked = part.source().description().settings();
    Set<String> given = part.source().settings().keySet();
    Set<String> names = asked.stream().map(SourceSetting::name).collect(Collectors.toSet());
    String known =
        names.isEmpty() ? "none" : "only " + String.join(", ", names.stream().sorted().toList());
    return Stream.concat(
        asked.stream()
            .filter(setting -> !given.contains(setting.name()))
            .map(
                setting ->
                    new Finding(
                        part.path() + ".settings." + setting.name(),
                        setting.meaning() + ", such as " + setting.example(),
                        "nothing")),
        given.stream()
            .sorted()
            .filter(name -> !names.contains(name))
            .map(name -> new Finding(part.path() + ".settings." + name, known, name)));
  }

  /** Secret and user are given where the source sends them, and only there. */
  static Stream<Finding> loginFits(PartialSite site) {
    return site.sources().stream()
        .flatMap(
            part -> {
              SiteSource source = part.source();
              Place place = source.description().authentication().place();
              return Stream.concat(
                  fits(
                      part.path() + ".token-file",
                      source.files().tokenFile(),
                      place != Place.NONE,
                      "a file with the token",
                      "none, since the source sends no token"),
                  fits(
                      part.path() + ".user",
                      source.user(),
                      place == Place.BASIC,
                      "a user name",
                      "none, since the source sends no user"));
            });
  }

  /** A topic and a request have different keys. */
  static Stream<Finding> topicOrServer(PartialSite site) {
    return site.sources().stream()
        .flatMap(
            part -> {
              SiteSource source = part.source();
              boolean topic = source.description().shape() instanceof AnswerShape.Topic;
              return Stream.of(
                      fits(
                          part.path() + ".topic",
                          source.topic(),
                          topic,
                          "a topic of the broker",
                          "none, since the source is no topic"),
                      Finding.when(
                          topic && !site.hasBroker(),
                          part.path() + ".topic",
                          "the section mqtt, because of the topic",
                          "no broker"),
                      source.host().stream()
                          .flatMap(
                              host ->
                                  Finding.when(
                                      topic,
                                      part.path() + ".host",
                                      "none, since the source is a topic",
                                      host)))
                  .flatMap(findings -> findings);
            });
  }

  private static Stream<Finding> fits(
      String path, Optional<String> value, boolean needed, String expected, String none) {
    return Stream.concat(
        Finding.when(needed && value.isEmpty(), path, expected, "nothing"),
        Finding.when(!needed && value.isPresent(), path, none, value.orElse("")));
  }

  static Stream<Finding> trustNeedsEncryption(PartialSite site) {
    return site.sources().stream()
        .flatMap(
            part ->
                part.source().files().caFile().stream()
                    .flatMap(
                        file ->
                            Finding.when(
                                part.source().address().filter(HostPort::isEncrypted).isEmpty(),
                                part.path() + ".ca-file",
                                "none, or an encrypted connection",
                                file)));
  }

  /** Prices are in the tariff's currency: nothing is exchanged. */
  static Stream<Finding> currencyOfTariff(PartialSite site) {
    return site.tariff().stream()
        .flatMap(
            tariff ->
                site.sources().stream()
                    .filter(part -> part.source().unit().isPrice())
                    .flatMap(
                        part ->
                            Finding.when(
                                !part.source()
                                    .unit()
                                    .currency()
                                    .equals(Optional.of(tariff.currency())),
                                unit(part),
                                "a unit in " + tariff.currency() + ", the tariff's currency",
                                part.source().unit().text())));
  }

  static Stream<Finding> unitOfQuantity(PartialSite site) {
    return site.sources().stream()
        .flatMap(
            part ->
                DescriptionRules.unit(
                    unit(part), part.source().description().gives(), part.source().unit()));
  }

  private static String unit(PartialSite.Source part) {
    return part.path() + ".unit";
  }

  /** Warns of tokens and prices that others on the way can read or change. */
  static Stream<Finding> inClearText(Site site) {
    return IntStream.range(0, site.sources().size())
        .boxed()
        .flatMap(
            i -> {
              SiteSource source = site.sources().get(i);
              boolean secret = source.files().tokenFile().isPresent();
              return source.address().stream()
                  .flatMap(
                      host ->
                          Finding.when(
                              !HostPort.isEncrypted(host) && !HostPort.isThisMachine(host),
                              "sources[" + i + "].host",
                              secret
                                  ? "https://, since the token would go unencrypted to another"
                                      + " machine"
                                  : "https://, since others on the way could change the values",
                              host));
            });
  }
}
