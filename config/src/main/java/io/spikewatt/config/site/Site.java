package io.spikewatt.config.site;

import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.config.words.ReaderLocale;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One site's whole configuration, checked.
 *
 * @param name lower-case name in topics, {@code [a-z0-9-]+}
 * @param zone time zone for calendars; all instants are UTC
 * @param position where the site is, for the sun's path; empty if not configured
 * @param grid the connection to the public grid
 * @param devices everything that is read or written, in the file's order, ids unique
 * @param tariff prices of energy
 * @param mqtt the broker; empty = no MQTT
 * @param control cadence and objective
 * @param storage where state is kept
 * @param proxies links that other Modbus clients may share
 * @param page the local web page; empty = nothing listens for browsers
 * @param notifications empty = none are sent
 * @param fleet the fleet that the gateway belongs to; empty = none
 * @param sources services that give prices, emissions and weather, names unique
 * @param assistant programs that may look and propose; empty = none
 */
public record Site(
    String name,
    ZoneId zone,
    Optional<Position> position,
    Grid grid,
    List<DeviceConfig> devices,
    Tariff tariff,
    Optional<Mqtt> mqtt,
    Control control,
    StateDirectory storage,
    List<ModbusProxy> proxies,
    Optional<Page> page,
    Optional<NotificationSettings> notifications,
    Optional<FleetMembership> fleet,
    List<SiteSource> sources,
    Optional<AssistantSettings> assistant) {

  public Site {
    sources = List.copyOf(sources);
    devices = List.copyOf(devices);
    proxies = List.copyOf(proxies);
  }

  /** Clock and currency for texts about the site: local time, and the currency of its tariff. */
  public ReaderLocale reader(Instant now) {
    return new ReaderLocale(now.atZone(zone), tariff.currency());
  }

  /** The same site with other devices; nothing is checked. */
  public Site withDevices(List<DeviceConfig> others) {
    return new Site(
        name,
        zone,
        position,
        grid,
        others,
        tariff,
        mqtt,
        control,
        storage,
        proxies,
        page,
        notifications,
        fleet,
        sources,
        assistant);
  }

  /** The device of that id. */
  public Optional<DeviceConfig> device(String id) {
    return devices.stream().filter(device -> device.id().equals(id)).findFirst();
  }

  /** The meter at the connection to the grid; a site that is only monitored may have none. */
  public Optional<DeviceConfig> gridMeter() {
    return devices.stream().filter(device -> device.role() instanceof Role.GridMeter).findFirst();
  }

  /** True if services give prices or emissions. */
  public boolean hasPriceSources() {
    return !sources.stream().allMatch(SiteSource::isWeather);
  }

  /** True if services predict weather or PV power. */
  public boolean hasWeatherSources() {
    return sources.stream().anyMatch(SiteSource::isWeather);
  }

  /** Rated power of all sources of a kind, W; empty if there is none. */
  public OptionalDouble ratedW(Class<? extends Role.Source> kind) {
    double sum = 0;
    for (DeviceConfig device : devices) {
      sum += kind.isInstance(device.role()) ? ((Role.Source) device.role()).ratedW() : 0;
    }
    return sum > 0 ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }

  /** Latitude -90..90, north positive; longitude -180..180, east positive. */
  public record Position(double latitudeDeg, double longitudeDeg) {}

  /**
   * @param importLimitW largest power from the grid, W, {@code >= 0}
   * @param exportLimitW largest power into the grid, W, {@code >= 0}
   * @param phaseLimitW largest power on each phase, both ways, W, {@code >= 0}; empty = no limit
   */
  public record Grid(double importLimitW, double exportLimitW, Optional<Double> phaseLimitW) {}

  /**
   * @param broker {@code tcp://host:port} or {@code ssl://host:port}
   * @param clientId unique at the broker
   * @param root first topic level(s), default {@code spikewatt}
   * @param user user name, with {@code passwordFile}
   * @param passwordFile file that holds the password and nothing else
   * @param telemetry shortest time between two telemetry messages of a device
   * @param rights which commands may be given over the broker
   * @param security of the connection
   * @param homeAssistant first topic level(s) of Home Assistant's discovery; empty = devices are
   *     not announced to it
   * @param sparkplug the site as an edge node of Sparkplug B; empty = it is none
   * @param version which version of MQTT is spoken
   */
  public record Mqtt(
      String broker,
      String clientId,
      String root,
      Optional<String> user,
      Optional<String> passwordFile,
      Duration telemetry,
      CommandRights rights,
      BrokerSecurity security,
      Optional<String> homeAssistant,
      Optional<Sparkplug> sparkplug,
      MqttVersion version) {

    /**
     * A connection by a certificate alone, without the right to command.
     *
     * @param client its id at the broker
     * @param root first topic level(s)
     * @param telemetry shortest time between two messages of one topic that may be dropped
     */
    public static Mqtt byCertificate(
        String broker, String client, String root, Duration telemetry, BrokerSecurity security) {
      return new Mqtt(
          broker,
          client,
          root,
          Optional.empty(),
          Optional.empty(),
          telemetry,
          new CommandRights(Set.of(), Map.of()),
          security,
          Optional.empty(),
          Optional.empty(),
          MqttVersion.V3_1_1);
    }

    /** First word of the name of every command there is, as rights name them. */
    public static final List<String> COMMANDS =
        List.of(
            "mode",
            "limit-import",
            "limit-export",
            "setpoint",
            "reserve-soc",
            "ev",
            "compute",
            "objective",
            "prices",
            "reload",
            "charge-now",
            "charging-mode");

    /** The same broker for a connection of its own. */
    public Mqtt withClientId(String other) {
      return at(broker, other);
    }

    /** The same connection to another broker. */
    public Mqtt withBroker(String other) {
      return at(other, clientId);
    }

    private Mqtt at(String otherBroker, String otherClientId) {
      return new Mqtt(
          otherBroker,
          otherClientId,
          root,
          user,
          passwordFile,
          telemetry,
          rights,
          security,
          homeAssistant,
          sparkplug,
          version);
    }

    /** Whether the connection is encrypted. */
    public boolean encrypted() {
      return broker.startsWith("ssl://");
    }
  }

  /**
   * The site as an edge node of Sparkplug B.
   *
   * @param group group of the node
   * @param node name of the node, unique in its group
   * @param primaryHost host without which the node stays silent; empty = it waits for none
   * @param validFor how long a host's command holds, unless its message says otherwise
   */
  public record Sparkplug(
      String group, String node, Optional<String> primaryHost, Duration validFor) {}

  /**
   * Trust and identity of a connection to the broker. Files are in PEM.
   *
   * @param caFile certificates of the authorities to trust; empty = Java's
   * @param certificateFile the gateway's own certificate and its chain, with {@code keyFile}; empty
   *     = the broker asks for none
   * @param keyFile private key of the certificate, not encrypted
   * @param insecure whether a password may go unencrypted to another machine
   */
  public record BrokerSecurity(
      Optional<String> caFile,
      Optional<String> certificateFile,
      Optional<String> keyFile,
      boolean insecure) {

    /** Java's authorities, no certificate of its own. */
    public static final BrokerSecurity DEFAULT =
        new BrokerSecurity(Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /**
   * @param cycle period of the control cycle, default 1 s
   * @param plan a quarter of the time after which a plan lapses, default 15 min; how often a new
   *     one is made does not depend on it
   * @param objective of the plan
   * @param reserveSocPct state of charge kept for outages while the grid is up, percent
   * @param outagePerKwh cost of a kWh that is not served in an outage, in the tariff's currency
   * @param monitorOnly everything is read, recorded and forecast, but nothing is written
   * @param forecaster source of the forecasts of load and PV
   * @param horizon how far ahead plans look, 36 h..72 h
   * @param nowcast series that are forecast each minute for the next hour
   * @param negativePrices what negative prices of energy do to the grid connection
   */
  public record Control(
      Duration cycle,
      Duration plan,
      Objective objective,
      double reserveSocPct,
      double outagePerKwh,
      boolean monitorOnly,
      ForecasterChoice forecaster,
      Duration horizon,
      NowcastChoice nowcast,
      NegativePrices negativePrices) {

    /** Default cost of a kWh that is not served in an outage. */
    public static final double USUAL_OUTAGE_PER_KWH = 10;

    /** Default horizon of plans. */
    public static final Duration USUAL_HORIZON = Duration.ofHours(36);
  }

  /** The owner's choice for the slots in which a price of energy is negative. */
  public enum NegativePrices {
    /** The plan weighs the prices; without a plan they have no effect. */
    STORE,
    /** Nothing is exported while export costs money. */
    ZERO_FEED_IN,
    /** The same, and PV and wind are off while import earns money. */
    PV_OFF
  }

  /** Series that are forecast each minute for the next hour. */
  public enum NowcastChoice {
    /** None; no minutes are recorded. */
    OFF,
    LOAD_AND_PV,
    /** Wind as well. */
    ALL
  }

  /** Source of the forecasts in use. All sources are scored, whichever is in use. */
  public enum ForecasterChoice {
    /** A blend of all, weighted by their record on the site. */
    BEST,
    /** Weekday and time of day, and the clear sky. */
    SEASONAL,
    /** The mean of similar days. */
    SIMILAR_DAY,
    /** The linear stack, without the spiking network. */
    STACK,
    /** The spiking network on the linear stack. */
    SPIKING
  }

  /** Objective of a plan. */
  public enum Objective {
    /** Lowest energy bill. */
    COST,
    /** As little exchange with the grid as possible, without looking at prices. */
    SELF_CONSUMPTION
  }

  /**
   * A Modbus TCP server that shares a device's link.
   *
   * @param device id of a device on the link
   * @param bind address to listen on
   * @param port TCP port to listen on
   * @param writeUnits the units that clients may write, 1 to 255; the loader refuses those that we
   *     set ourselves
   * @param separatesUnits whether the user confirms that each unit is a device of its own: many
   *     devices answer for every unit, and a write to any reaches them
   */
  public record ModbusProxy(
      String device, String bind, int port, List<Integer> writeUnits, boolean separatesUnits) {

    public ModbusProxy {
      writeUnits = List.copyOf(writeUnits);
    }
  }

  /**
   * The local web page. Beyond loopback it is encrypted, with the user's certificate or one that
   * Spikewatt made.
   *
   * @param bind address to listen on, default {@code 127.0.0.1}
   * @param port TCP port to listen on, default 8420
   * @param tokenFile file that holds the token of those who may command; empty = {@code page-token}
   *     in the state directory, made at the first start
   * @param certificateFile certificate and its chain in PEM, with {@code keyFile}; empty = beyond
   *     loopback the one in the state directory, on loopback no TLS
   * @param keyFile private key of the certificate in PEM, not encrypted
   */
  public record Page(
      String bind,
      int port,
      Optional<String> tokenFile,
      Optional<String> certificateFile,
      Optional<String> keyFile) {

    /** Whether it is served with a certificate that Spikewatt made. */
    public boolean needsMadeCertificate() {
      return certificateFile.isEmpty() && !InetAddress.ofLiteral(bind).isLoopbackAddress();
    }
  }

  /** Where history, models and command ids are kept. */
  public record StateDirectory(String directory) {}
}
