package io.spikewatt.config.load;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.FleetMembership.RoundHours;
import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Site.ForecasterChoice;
import io.spikewatt.config.site.Site.Mqtt;
import io.spikewatt.config.site.Site.NegativePrices;
import io.spikewatt.config.site.Site.NowcastChoice;
import io.spikewatt.config.site.Site.Objective;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** The keys of a site file, except those of connections and roles. */
final class SiteKeys {

  private static final double MAX_W = 1e9;

  private static final ValueType<Double> LIMIT = ValueTypes.number("W", 0, MAX_W);

  static final Key<String> NAME =
      Key.required(
          "name",
          ValueTypes.text(
              "lower-case letters, digits and - (it stands in topics)", "[a-z0-9-]{1,40}"),
          "name of the site in topics and files");
  static final Key<ZoneId> TIMEZONE =
      Key.required(
          "timezone",
          ValueTypes.zone(),
          "calendar of the tariff and of the forecast, with the public holidays of its country");
  static final Key<Double> LATITUDE =
      Key.optional(
          "latitude",
          ValueTypes.number("degrees, north positive", -90, 90),
          "no sun path in the forecast",
          "where the site is; goes with longitude");
  static final Key<Double> LONGITUDE =
      Key.optional(
          "longitude",
          ValueTypes.number("degrees, east positive", -180, 180),
          "no sun path in the forecast",
          "where the site is; goes with latitude");
  static final Key<String> LANGUAGE =
      Key.withDefault(
          "language",
          ValueTypes.language(),
          "en",
          "language of notifications; browsers choose that of the page");
  static final Section SITE =
      Section.of("site", "The site itself.", NAME, TIMEZONE, LATITUDE, LONGITUDE, LANGUAGE)
          .asRequired();

  static final Key<Double> IMPORT_LIMIT =
      Key.required("import-limit-w", LIMIT, "largest power from the grid");
  static final Key<Double> EXPORT_LIMIT =
      Key.required("export-limit-w", LIMIT, "largest power into the grid; 0 = no feed-in");
  static final Key<Double> PHASE_LIMIT =
      Key.optional(
          "phase-limit-w",
          LIMIT,
          "no limit",
          "largest power on each phase, both ways, for example the fuse's amperes times the"
              + " voltage");
  static final Section GRID =
      Section.of(
              "grid", "The connection to the public grid.", IMPORT_LIMIT, EXPORT_LIMIT, PHASE_LIMIT)
          .asRequired();

  static final Key<String> BROKER =
      Key.required(
          "broker",
          ValueTypes.text(
              "a broker such as tcp://127.0.0.1:1883 or ssl://broker.example:8883",
              "(tcp|ssl)://(\\[[0-9a-fA-F:]+\\]|[^\\s:/]+)(:[0-9]{1,5})?"),
          "where the broker listens");
  static final Key<String> CLIENT_ID =
      Key.optional(
          "client-id",
          ValueTypes.text("1 to 64 letters, digits, - and _", "[A-Za-z0-9_-]{1,64}"),
          "spikewatt- and the site's name",
          "unique at the broker");
  static final Key<String> ROOT =
      Key.withDefault(
          "root",
          ValueTypes.text(
              "topic levels such as spikewatt or home/energy, without +, #, $, emojis or an empty"
                  + " level",
              ValueTypes.TOPIC_LEVELS),
          "spikewatt",
          "first level(s) of all topics");
  static final Key<Duration> TELEMETRY =
      Key.written(
          "telemetry-s",
          ValueTypes.seconds(0.1, 3600),
          "1",
          "shortest time between two telemetry messages of a device");
  private static final String COMMAND = "(" + String.join("|", Mqtt.COMMANDS) + ")";
  static final Key<String> COMMANDS =
      Key.withDefault(
          "commands",
          ValueTypes.text(
              "all, none, or names such as \"mode, limit-export\" out of "
                  + String.join(", ", Mqtt.COMMANDS),
              "all|none|" + COMMAND + "( *, *" + COMMAND + ")*"),
          "none",
          "which commands may be given over the broker");
  static final Key<String> SENDER =
      Key.required(
          "name",
          ValueTypes.text("1 to 32 small letters, digits and -", CommandRights.SENDER),
          "its level in the topic command/from/<name>/…");
  static final Section SENDERS =
      Section.of(
              "senders",
              "Who may give which commands on topics of their own; the broker's access list says"
                  + " who may publish there.",
              SENDER,
              COMMANDS)
          .asList();
  static final Key<MqttVersion> MQTT_VERSION =
      Key.withDefault(
          "version",
          ValueTypes.mqttVersion(),
          MqttVersion.AUTO,
          "version of MQTT; auto = 5 where the broker speaks it, 3.1.1 otherwise");
  static final Key<Boolean> INSECURE =
      Key.flag("insecure", false, "allows a password to go unencrypted to another machine");
  static final Key<Boolean> HOME_ASSISTANT =
      Key.flag(
          "home-assistant", false, "true = devices and commands are announced to Home Assistant");
  static final Key<String> HOME_ASSISTANT_PREFIX =
      Key.withDefault(
          "home-assistant-prefix",
          ROOT.type(),
          "homeassistant",
          "first level(s) of Home Assistant's discovery topics, as set there");
  private static final ValueType<String> SPARKPLUG_ID =
      ValueTypes.text(
          "1 to 64 letters, digits, spaces, ., _ and -, and not STATE",
          "(?!STATE$)[A-Za-z0-9._-]([A-Za-z0-9 ._-]{0,62}[A-Za-z0-9._-])?");
  static final Key<String> SPARKPLUG_GROUP =
      Key.required("group", SPARKPLUG_ID, "group of the edge node: second level of its topics");
  static final Key<String> SPARKPLUG_NODE =
      Key.optional(
          "node", SPARKPLUG_ID, "the site's name", "name of the edge node, unique in its group");
  static final Key<String> PRIMARY_HOST =
      Key.optional(
          "primary-host",
          SPARKPLUG_ID,
          "none",
          "id of the host application without which the node publishes nothing");
  static final Key<Duration> SPARKPLUG_VALIDITY =
      Key.written(
          "valid-for-s",
          ValueTypes.seconds(1, 604_800),
          "900",
          "how long a host's command holds, unless its message says otherwise");
  static final Section SPARKPLUG =
      Section.of(
          "sparkplug",
          "The site as an edge node of Sparkplug B 3.0; leave the section out for none.",
          SPARKPLUG_GROUP,
          SPARKPLUG_NODE,
          PRIMARY_HOST,
          SPARKPLUG_VALIDITY);
  static final Section MQTT =
      Section.of(
              "mqtt",
              "The broker; leave the section out for none.",
              BROKER,
              MQTT_VERSION,
              CLIENT_ID,
              ROOT,
              FileKeys.USER,
              FileKeys.PASSWORD_FILE,
              FileKeys.CA_FILE,
              FileKeys.CERTIFICATE_FILE,
              FileKeys.KEY_FILE,
              INSECURE,
              TELEMETRY,
              COMMANDS,
              HOME_ASSISTANT,
              HOME_ASSISTANT_PREFIX)
          .withChildren(SENDERS, SPARKPLUG);

  static final Key<Duration> CYCLE =
      Key.written(
          "cycle-ms",
          ValueTypes.duration(ChronoUnit.MILLIS, "ms", 100, 60_000),
          "1000",
          "period of the control cycle");
  static final Key<Duration> PLAN =
      Key.written(
          "plan-every-min",
          ValueTypes.duration(ChronoUnit.MINUTES, "min", 1, 60),
          "15",
          "a plan lapses after four times this; a new one is made each quarter hour in any case");
  static final Key<Objective> OBJECTIVE =
      Key.choice("objective", Objective.COST, "what the plan minimises");
  static final Key<Double> RESERVE =
      Key.withDefault(
          "reserve-soc-pct",
          ValueTypes.number("%", 0, 100),
          0.0,
          "minimum state of charge kept for outages while the grid is up, beside the planned"
              + " reserve; 0 = down to min-soc-pct");
  static final Key<Double> OUTAGE_COST =
      Key.withDefault(
          "outage-per-kwh",
          ValueTypes.number("currency a kWh", 0, 1e6),
          Site.Control.USUAL_OUTAGE_PER_KWH,
          "cost of an unserved kWh in an outage; the planned reserve follows from it and from the"
              + " outages on the site's record");
  static final Key<Boolean> MONITOR_ONLY =
      Key.flag(
          "monitor-only",
          false,
          "true = devices are read and never written; the site needs no grid-meter then");
  static final Key<ForecasterChoice> FORECASTER =
      Key.choice(
          "forecaster",
          ForecasterChoice.BEST,
          "which forecaster is used; best = a blend by their record on the site");
  static final Key<Duration> HORIZON =
      Key.withDefault(
          "horizon-h",
          ValueTypes.duration(ChronoUnit.HOURS, "h", 36, 72),
          Site.Control.USUAL_HORIZON,
          "36",
          "how far ahead plans look; after 36 hours in slots of an hour, by the seasonal forecast");
  static final Key<NowcastChoice> NOWCAST =
      Key.choice(
          "nowcast",
          NowcastChoice.LOAD_AND_PV,
          "series with a nowcast of the next hour each minute, from recorded minutes; off = none,"
              + " and no minutes are recorded");
  static final Key<NegativePrices> NEGATIVE_PRICES =
      Key.choice(
          "negative-prices",
          NegativePrices.STORE,
          "what negative prices do; store = the plan weighs them, zero-feed-in = nothing is exported"
              + " while export costs money, pv-off = and PV and wind are off while import earns"
              + " money");
  static final Section CONTROL =
      Section.of(
          "control",
          "Cadence and objective.",
          CYCLE,
          PLAN,
          OBJECTIVE,
          RESERVE,
          OUTAGE_COST,
          MONITOR_ONLY,
          FORECASTER,
          HORIZON,
          NOWCAST,
          NEGATIVE_PRICES);

  static final Key<String> DIRECTORY =
      Key.withDefault(
          "directory",
          FileKeys.PATH,
          "/var/lib/spikewatt",
          "where history and models are kept; relative to this file");
  static final Section STORAGE = Section.of("storage", "Files that survive a restart.", DIRECTORY);

  static final Key<String> ID =
      Key.required(
          "id",
          ValueTypes.text("lower-case letters, digits, _ and -", "[a-z0-9_-]{1,40}"),
          "unique; part of signal names and topics");
  static final Key<String> PROFILE =
      Key.required(
          "profile",
          ValueTypes.text("a shipped profile or a path to a .yaml file", "\\S(.*\\S)?"),
          "device type: a shipped profile, or a file of your own, relative to this file");
  static final Key<Boolean> INVERT =
      Key.flag(
          "invert", false, "true = its powers, currents and energies count the other way round");
  static final Key<String> METER =
      Key.optional(
          "meter", ID.type(), "none", "id of the meter that measures this device independently");
  static final Section CONNECTION =
      Section.of("connection", "How the device is reached; one kind.")
          .asRequired()
          .withVariants(SectionVariant.sections(ConnectionKinds.ALL));
  static final Section DEVICES =
      Section.of(
              "devices",
              "Devices that are read or written; one role each.",
              ID,
              PROFILE,
              INVERT,
              METER)
          .asRequired()
          .asList()
          .withChildren(CONNECTION)
          .withAlternatives(SectionVariant.sections(RoleKinds.ALL));

  static final Key<String> PROXY_DEVICE =
      Key.required("device", ID.type(), "a Modbus device; its link is shared");
  static final Key<String> PROXY_BIND =
      Key.withDefault(
          "bind",
          ValueTypes.address("an address of this machine"),
          "127.0.0.1",
          "address to listen on; 0.0.0.0 opens it to the network");
  static final Key<Integer> PROXY_PORT =
      Key.required("port", ValueTypes.whole("TCP port", 1, 65_535), "TCP port to listen on");
  static final Key<DistinctNumbers> PROXY_WRITE_UNITS =
      Key.withDefault(
          "write-units",
          DistinctNumbers.type("[7]", 1, 255),
          DistinctNumbers.NONE,
          "none: clients only read",
          "units that clients may write, none of them set by Spikewatt");
  static final Key<Boolean> PROXY_SEPARATES_UNITS =
      Key.flag(
          "separates-units",
          false,
          "true = confirms that each unit at this address is a device of its own; needed for"
              + " write-units where Spikewatt sets a device at the same address");
  static final Section PROXIES =
      Section.of(
              "modbus-proxies",
              "Lets other Modbus TCP clients share a link: many devices take one client only.",
              PROXY_DEVICE,
              PROXY_BIND,
              PROXY_PORT,
              PROXY_WRITE_UNITS,
              PROXY_SEPARATES_UNITS)
          .asList();

  static final Key<String> PAGE_BIND =
      Key.withDefault(
          "bind",
          PROXY_BIND.type(),
          "127.0.0.1",
          "address to listen on; beyond loopback the page is encrypted");
  static final Key<Integer> PAGE_PORT =
      Key.withDefault(
          "port", ValueTypes.whole("TCP port", 1, 65_535), 8420, "TCP port to listen on");
  static final Key<String> TOKEN_FILE =
      Key.optional(
          "token-file",
          FileKeys.PATH,
          "page-token in the state directory, made at the first start",
          "file that holds the token for commands, and nothing else");
  static final Key<String> PAGE_CERTIFICATE =
      Key.optional(
          "certificate-file",
          FileKeys.PATH,
          "beyond loopback page-certificate.pem in the state directory, made at installation",
          "the page's certificate with its chain, PEM; goes with key-file");
  static final Section PAGE =
      Section.of(
          "page",
          "A web page of the site; leave the section out for none.",
          PAGE_BIND,
          PAGE_PORT,
          TOKEN_FILE,
          PAGE_CERTIFICATE,
          FileKeys.KEY_FILE);

  static final Key<String> FLEET_BROKER =
      Key.required(
          "broker",
          ValueTypes.text(
              "a broker such as ssl://fleet.example:8883",
              "ssl://(\\[[0-9a-fA-F:]+\\]|[^\\s:/,]+)(:[0-9]{1,5})?"
                  + "(,ssl://(\\[[0-9a-fA-F:]+\\]|[^\\s:/,]+)(:[0-9]{1,5})?)*"),
          "where the fleet's broker listens; always encrypted; nodes of a cluster with commas"
              + " between them");
  static final Key<String> FLEET_ROOT =
      Key.withDefault(
          "root", ROOT.type(), "spikewatt-fleet", "first level(s) of the fleet's topics");
  private static final ValueType<String> FLEET_NAME =
      ValueTypes.text("1 to 63 letters, digits, ., _ and -", "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
  static final Key<String> FLEET_MEMBER =
      Key.optional(
          "member",
          FLEET_NAME,
          "the site's name",
          "name of the gateway in the fleet: the common name of its certificate");
  static final Key<String> FLEET_COORDINATOR =
      Key.withDefault(
          "coordinator", FLEET_NAME, "coordinator", "common name of the coordinator's certificate");
  static final Key<String> FLEET_CLIMATE =
      Key.optional(
          "climate", FLEET_NAME, "none", "coarse group of the place, as the fleet names it");
  static final Key<String> FLEET_CA =
      Key.required("ca-file", FileKeys.PATH, "certificate of the fleet's authority, PEM");
  static final Key<String> FLEET_CERTIFICATE =
      Key.required("certificate-file", FileKeys.PATH, "the gateway's own certificate, PEM");
  static final Key<String> FLEET_KEY =
      Key.required(
          "key-file", FileKeys.PATH, "private key of certificate-file, PEM, without a password");
  static final Key<String> COORDINATOR_KEY =
      Key.required(
          "coordinator-key-file",
          FileKeys.PATH,
          "public key that the coordinator signs models with (its model.pub)");
  private static final String SHARE = "(models|records|alarms)";
  static final Key<String> FLEET_SHARE =
      Key.withDefault(
          "share",
          ValueTypes.text(
              "none, models, records, alarms, or some of them, as in \"models, alarms\"",
              "none|" + SHARE + "( *, *" + SHARE + ")*"),
          "none",
          "what may leave the gateway");
  static final Key<String> FLEET_PURPOSE =
      Key.optional(
          "purpose",
          ValueTypes.text("a text of at most 200 characters", "[^\\p{Cntrl}]{1,200}"),
          "needed with share",
          "why it may leave the gateway, in the words of the person who agreed");
  static final Key<Double> FLEET_EPSILON =
      Key.optional(
          "epsilon-per-month",
          ValueTypes.number("", 0.01, 100),
          "no limit: the gateway takes part in rounds without noise",
          "privacy that rounds may spend in a calendar month; a round that costs more is declined");
  static final Key<RoundHours> FLEET_HOURS =
      Key.choice(
          "hours", RoundHours.NIGHT, "when the gateway joins rounds; night = from 22 to 6 o'clock");
  static final Key<String> FLEET_COMMANDS =
      Key.withDefault(
          "commands",
          COMMANDS.type(),
          "none",
          "which commands the fleet's operator may give, each signed with command-key-file");
  static final Key<String> COMMAND_KEY =
      Key.optional(
          "command-key-file",
          FileKeys.PATH,
          "needed with commands",
          "public key that the fleet's operator signs commands with, PEM");
  static final Section FLEET =
      Section.of(
          "fleet",
          "A fleet that learns together; leave the section out for none.",
          FLEET_BROKER,
          FLEET_ROOT,
          FLEET_COORDINATOR,
          FLEET_MEMBER,
          FLEET_CLIMATE,
          FLEET_CA,
          FLEET_CERTIFICATE,
          FLEET_KEY,
          COORDINATOR_KEY,
          FLEET_SHARE,
          FLEET_PURPOSE,
          FLEET_EPSILON,
          FLEET_HOURS,
          FLEET_COMMANDS,
          COMMAND_KEY);

  /** The whole file. */
  static final Section FILE =
      Section.of("", "A site.")
          .withChildren(
              Stream.of(
                      SITE,
                      GRID,
                      TariffKeys.TARIFF,
                      SiteSourceKeys.SOURCES,
                      MQTT,
                      CONTROL,
                      STORAGE,
                      DEVICES,
                      PROXIES,
                      PAGE,
                      NotifyKeys.NOTIFY,
                      FLEET,
                      AssistantKeys.ASSISTANT)
                  .toArray(Section[]::new));

  private SiteKeys() {}
}
