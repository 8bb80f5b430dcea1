package io.spikewatt.config.load;

import io.spikewatt.config.check.PartialSite;
import io.spikewatt.config.check.StoragePlace;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinkDefaults;
import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.FleetMembership;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.source.SourceDescription;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Converts checked values to records without unsound parts; file names start at the directory. */
record SiteBinder(
    SectionValues file,
    Path directory,
    DescriptionFiles<DeviceProfile> profiles,
    DescriptionFiles<SourceDescription> sources,
    NetworkFeesSource fees,
    Problems problems) {

  /** Parts for the rules over several values. Reports values that no record can hold. */
  PartialSite draft() {
    positionIsWhole();
    fleetIsWhole();
    require(
        file.one(AssistantKeys.ASSISTANT).isEmpty() || file.one(SiteKeys.PAGE).isPresent(),
        "page",
        "a section, because the page's server answers for assistant");
    orDefaults(SiteKeys.STORAGE)
        .ifPresent(v -> problems.addAt(StoragePlace.problems(Path.of(stored(v)))));
    return new PartialSite(
        sound(SiteKeys.GRID)
            .map(
                v ->
                    new Site.Grid(
                        v.get(SiteKeys.IMPORT_LIMIT),
                        v.get(SiteKeys.EXPORT_LIMIT),
                        v.find(SiteKeys.PHASE_LIMIT))),
        sound(TariffKeys.TARIFF).flatMap(v -> TariffKeys.tariff(v, fees, problems)),
        SiteSourceKeys.bind(file.all(SiteSourceKeys.SOURCES), directory, sources, problems),
        new PartialSite.Broker(
            sound(SiteKeys.MQTT).map(this::mqtt), file.one(SiteKeys.MQTT).isPresent()),
        orDefaults(SiteKeys.CONTROL).map(SiteBinder::control),
        file.all(SiteKeys.DEVICES).stream().map(this::device).toList(),
        file.all(SiteKeys.PROXIES).stream()
            .filter(SectionValues::sound)
            .map(SiteBinder::proxy)
            .toList(),
        new PartialSite.ForPeople(
            sound(SiteKeys.PAGE).map(this::page),
            sound(NotifyKeys.NOTIFY)
                .flatMap(v -> NotifyKeys.bind(v, language(), directory, problems)),
            sound(AssistantKeys.ASSISTANT).map(v -> AssistantKeys.bind(v, directory))));
  }

  private String language() {
    return file.one(SiteKeys.SITE)
        .flatMap(site -> site.find(SiteKeys.LANGUAGE))
        .or(SiteKeys.LANGUAGE::fallback)
        .orElseThrow();
  }

  /** The site from a complete draft. */
  Site site(PartialSite partialSite) {
    SectionValues site = sound(SiteKeys.SITE).orElseThrow();
    String stored = stored(orDefaults(SiteKeys.STORAGE).orElseThrow());
    return new Site(
        site.get(SiteKeys.NAME),
        site.get(SiteKeys.TIMEZONE),
        site.find(SiteKeys.LATITUDE)
            .map(latitude -> new Site.Position(latitude, site.get(SiteKeys.LONGITUDE))),
        partialSite.grid().orElseThrow(),
        partialSite.devices().stream().map(SiteBinder::deviceConfig).toList(),
        partialSite.tariff().orElseThrow(),
        partialSite.mqtt(),
        partialSite.control().orElseThrow(),
        new Site.StateDirectory(stored),
        partialSite.proxies(),
        partialSite.page(),
        partialSite.notifications(),
        sound(SiteKeys.FLEET).map(this::fleet),
        partialSite.sources().stream().map(PartialSite.Source::source).toList(),
        partialSite.assistant());
  }

  private String stored(SectionValues storage) {
    return FileKeys.resolve(directory, storage.get(SiteKeys.DIRECTORY));
  }

  private Optional<SectionValues> sound(Section section) {
    return file.one(section).filter(SectionValues::sound);
  }

  private Optional<SectionValues> orDefaults(Section section) {
    return file.one(section).isEmpty() ? Optional.of(SectionValues.DEFAULTS) : sound(section);
  }

  private void positionIsWhole() {
    sound(SiteKeys.SITE)
        .ifPresent(
            site -> {
              boolean latitude = site.find(SiteKeys.LATITUDE).isPresent();
              boolean longitude = site.find(SiteKeys.LONGITUDE).isPresent();
              String missing = "site." + (latitude ? "longitude" : "latitude");
              require(latitude == longitude, missing, "latitude and longitude, or neither");
            });
  }

  /** Sharing has a purpose, and commands have the operator's key. */
  private void fleetIsWhole() {
    sound(SiteKeys.FLEET)
        .ifPresent(
            fleet -> {
              require(
                  shares(fleet).isEmpty() || fleet.find(SiteKeys.FLEET_PURPOSE).isPresent(),
                  "fleet.purpose",
                  "a text that says why, because of share");
              require(
                  commands(fleet.get(SiteKeys.FLEET_COMMANDS)).isEmpty()
                      || fleet.find(SiteKeys.COMMAND_KEY).isPresent(),
                  "fleet.command-key-file",
                  "the operator's public key, because of commands");
            });
  }

  private void require(boolean whole, String path, String expected) {
    if (!whole) {
      problems.addAt(path, expected, "nothing");
    }
  }

  private FleetMembership fleet(SectionValues v) {
    String name = file.one(SiteKeys.SITE).flatMap(s -> s.find(SiteKeys.NAME)).orElse("site");
    return new FleetMembership(
        v.get(SiteKeys.FLEET_BROKER),
        v.get(SiteKeys.FLEET_ROOT),
        v.get(SiteKeys.FLEET_COORDINATOR),
        v.find(SiteKeys.FLEET_MEMBER).orElse(name),
        v.find(SiteKeys.FLEET_CLIMATE).orElse(""),
        new FleetMembership.FleetFiles(
            FileKeys.resolve(directory, v.get(SiteKeys.FLEET_CA)),
            FileKeys.resolve(directory, v.get(SiteKeys.FLEET_CERTIFICATE)),
            FileKeys.resolve(directory, v.get(SiteKeys.FLEET_KEY)),
            FileKeys.resolve(directory, v.get(SiteKeys.COORDINATOR_KEY))),
        new FleetMembership.FleetConsent(
            shares(v),
            v.find(SiteKeys.FLEET_PURPOSE).orElse(""),
            v.find(SiteKeys.FLEET_EPSILON).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
            v.get(SiteKeys.FLEET_HOURS)),
        new FleetMembership.FleetCommands(
            commands(v.get(SiteKeys.FLEET_COMMANDS)), file(v, SiteKeys.COMMAND_KEY)));
  }

  private static Set<FleetShare> shares(SectionValues v) {
    String text = v.get(SiteKeys.FLEET_SHARE);
    return text.equals("none")
        ? Set.of()
        : Arrays.stream(text.split(" *, *", -1))
            .map(share -> FleetShare.valueOf(share.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
  }

  private Site.Mqtt mqtt(SectionValues v) {
    String name = file.one(SiteKeys.SITE).flatMap(s -> s.find(SiteKeys.NAME)).orElse("site");
    return new Site.Mqtt(
        v.get(SiteKeys.BROKER),
        v.find(SiteKeys.CLIENT_ID).orElse("spikewatt-" + name),
        v.get(SiteKeys.ROOT),
        v.find(FileKeys.USER),
        file(v, FileKeys.PASSWORD_FILE),
        v.get(SiteKeys.TELEMETRY),
        rights(v),
        new Site.BrokerSecurity(
            file(v, FileKeys.CA_FILE),
            file(v, FileKeys.CERTIFICATE_FILE),
            file(v, FileKeys.KEY_FILE),
            v.get(SiteKeys.INSECURE)),
        v.get(SiteKeys.HOME_ASSISTANT)
            ? Optional.of(v.get(SiteKeys.HOME_ASSISTANT_PREFIX))
            : Optional.empty(),
        v.one(SiteKeys.SPARKPLUG)
            .filter(SectionValues::sound)
            .map(
                s ->
                    new Site.Sparkplug(
                        s.get(SiteKeys.SPARKPLUG_GROUP),
                        s.find(SiteKeys.SPARKPLUG_NODE).orElse(name),
                        s.find(SiteKeys.PRIMARY_HOST),
                        s.get(SiteKeys.SPARKPLUG_VALIDITY))),
        v.get(SiteKeys.MQTT_VERSION));
  }

  private Optional<String> file(SectionValues v, Key<String> key) {
    return FileKeys.file(v, key, directory);
  }

  private static Site.ModbusProxy proxy(SectionValues v) {
    return new Site.ModbusProxy(
        v.get(SiteKeys.PROXY_DEVICE),
        v.get(SiteKeys.PROXY_BIND),
        v.get(SiteKeys.PROXY_PORT),
        v.get(SiteKeys.PROXY_WRITE_UNITS).all(),
        v.get(SiteKeys.PROXY_SEPARATES_UNITS));
  }

  private Site.Page page(SectionValues v) {
    return new Site.Page(
        v.get(SiteKeys.PAGE_BIND),
        v.get(SiteKeys.PAGE_PORT),
        file(v, SiteKeys.TOKEN_FILE),
        file(v, SiteKeys.PAGE_CERTIFICATE),
        file(v, FileKeys.KEY_FILE));
  }

  private CommandRights rights(SectionValues v) {
    Map<String, Set<String>> senders = new LinkedHashMap<>();
    for (SectionValues sender : v.all(SiteKeys.SENDERS)) {
      if (sender.sound()) {
        String name = sender.get(SiteKeys.SENDER);
        if (senders.put(name, commands(sender.get(SiteKeys.COMMANDS))) != null) {
          problems.addAt(sender.path() + ".name", "each sender once", name);
        }
        if (CommandRights.ELSEWHERE.contains(name)) {
          problems.addAt(sender.path() + ".name", "not a name of those who need no broker", name);
        }
      }
    }
    return new CommandRights(commands(v.get(SiteKeys.COMMANDS)), senders);
  }

  private static Set<String> commands(String text) {
    return switch (text) {
      case "all" -> Set.copyOf(Site.Mqtt.COMMANDS);
      case "none" -> Set.of();
      default -> Set.copyOf(List.of(text.split(" *, *", -1)));
    };
  }

  private static Site.Control control(SectionValues v) {
    return new Site.Control(
        v.get(SiteKeys.CYCLE),
        v.get(SiteKeys.PLAN),
        v.get(SiteKeys.OBJECTIVE),
        v.get(SiteKeys.RESERVE),
        v.get(SiteKeys.OUTAGE_COST),
        v.get(SiteKeys.MONITOR_ONLY),
        v.get(SiteKeys.FORECASTER),
        v.get(SiteKeys.HORIZON),
        v.get(SiteKeys.NOWCAST),
        v.get(SiteKeys.NEGATIVE_PRICES));
  }

  private PartialSite.Device device(SectionValues v) {
    Optional<DeviceProfile> profile =
        v.find(SiteKeys.PROFILE)
            .flatMap(name -> profiles.find(name, v.path() + ".profile", problems));
    LinkDefaults link = profile.map(DeviceProfile::link).orElse(LinkDefaults.NONE);
    Optional<SectionValues> connection = v.one(SiteKeys.CONNECTION).filter(SectionValues::sound);
    Optional<SectionValues> role = v.alternative().filter(SectionValues::sound);
    return new PartialSite.Device(
        v.path(),
        v.find(SiteKeys.ID),
        profile,
        connection.map(
            c ->
                SectionVariant.bind(
                    ConnectionKinds.all(link), c.chosen().orElseThrow(), c, directory)),
        v.chosen(),
        role.map(r -> SectionVariant.bind(RoleKinds.ALL, v.chosen().orElseThrow(), r, directory)),
        v.find(SiteKeys.INVERT).orElse(false),
        v.find(SiteKeys.METER));
  }

  private static DeviceConfig deviceConfig(PartialSite.Device d) {
    return new DeviceConfig(
        d.id().orElseThrow(),
        d.profile().orElseThrow(),
        d.connection().orElseThrow(),
        d.role().orElseThrow(),
        d.invert(),
        d.meter());
  }
}
