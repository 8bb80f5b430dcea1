package io.spikewatt.controller.setup;

import io.spikewatt.config.check.Finding;
import io.spikewatt.config.check.SiteWarnings;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.load.SourceLoader;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.source.SourceSetting;
import io.spikewatt.controller.setup.DeviceDraft.Rating;
import io.spikewatt.controller.setup.SiteAnswers.Addends;
import io.spikewatt.controller.setup.SiteAnswers.HourlyPrices;
import io.spikewatt.controller.setup.SiteAnswers.NtfyTopic;
import io.spikewatt.controller.setup.SiteAnswers.Outlets;
import io.spikewatt.controller.setup.SiteAnswers.Position;
import io.spikewatt.controller.setup.SiteAnswers.Prices;
import io.spikewatt.controller.setup.SiteAnswers.Sources;
import io.spikewatt.controller.setup.SiteAnswers.WeatherSource;
import io.spikewatt.controller.setup.TerminalDialogue.Answer;
import io.spikewatt.controller.setup.TerminalDialogue.Question;
import io.spikewatt.controller.setup.TerminalDialogue.StoppedException;
import io.spikewatt.drivers.scan.DiscoveredDevice;
import io.spikewatt.drivers.scan.UnidentifiedUnit;
import java.net.InetAddress;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a person for the settings that no device reports. */
record SiteInterview(TerminalDialogue dialogue) {

  private static final String NONE = "none";
  private static final String NAMEPLATE =
      "It is on the nameplate. The device does not report it; a value that is too small is safe.";

  private static final String STORE =
      "Litres of the tank times 1.16, or about 50 for each m2 of a house with a heated screed.";
  private static final String COMFORT =
      "The plan heats ahead within these limits of the tank or the house.";
  private static final double MOST_W = 1e9;
  private static final Pattern NTFY =
      Pattern.compile("(https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)/([A-Za-z0-9_-]{1,64})");

  List<ScanTarget> targets(List<String> local) throws StoppedException {
    return dialogue.ask(
        new Question(
            "Where are the devices",
            local.isEmpty() ? "localhost" : String.join(" ", local),
            "Hosts, networks such as 192.168.1.0/24 and serial lines such as /dev/ttyUSB0, each"
                + " perhaps with :PORT, separated by blanks."),
        typed -> {
          List<ScanTarget> targets = new ArrayList<>();
          for (String target : typed.split("\\s+")) {
            targets.add(ScanTarget.parse(target));
          }
          return targets;
        });
  }

  /**
   * The profile of a unit that tells no name. The only likely one is the default, unless it would
   * write to an unnamed device.
   *
   * @return empty if it is left out
   */
  Optional<DiscoveredDevice> identify(UnidentifiedUnit unit) throws StoppedException {
    Optional<String> profile =
        dialogue.ask(
            new Question(
                SiteDraft.title(unit) + ".\nIts profile, or none to leave it out",
                unit.onlyReader().map(DeviceProfile::id).orElse(NONE),
                "One of %s. A wrong profile that writes can change settings of the device."
                    .formatted(String.join(", ", profiles()))),
            unlessNone(
                typed -> {
                  if (!profiles().contains(typed)) {
                    throw new UsageException("expected a shipped profile or none, found " + typed);
                  }
                  return typed;
                }));
    return profile.map(id -> unit.as(ProfileLoader.shipped(id)));
  }

  /** Shipped profiles of Modbus devices whose role is known. */
  private static List<String> profiles() {
    return ProfileLoader.shippedIds().stream()
        .map(ProfileLoader::shipped)
        .filter(profile -> profile.points() instanceof DeviceProfile.Modbus)
        .filter(profile -> profile.identity().flatMap(i -> i.role()).isPresent())
        .map(DeviceProfile::id)
        .toList();
  }

  /** Names, roles and missing ratings of the devices. */
  List<DeviceDraft> devices(List<DeviceDraft> proposed) throws StoppedException {
    List<DeviceDraft> devices = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (DeviceDraft device : proposed) {
      String id =
          dialogue.ask(
              new Question(
                  "%s (%s): its name, or none to leave it out"
                      .formatted(device.title(), device.profile()),
                  device.id(),
                  "It stands in topics and in the record: small letters, digits, _ and -."),
              typed -> name(typed, "[a-z0-9_-]{1,40}", used));
      if (!id.equals(NONE)) {
        used.add(id);
        devices.add(rated(device.withId(id)));
      }
    }
    return gridMeter(devices);
  }

  private static String name(String typed, String pattern, Set<String> used) throws UsageException {
    if (!typed.matches(pattern)) {
      throw new UsageException("expected a name of small letters, digits and -, found " + typed);
    }
    if (used.contains(typed)) {
      throw new UsageException("expected a name that no other device has, found " + typed);
    }
    return typed;
  }

  private DeviceDraft rated(DeviceDraft device) throws StoppedException {
    List<Rating> ratings = new ArrayList<>();
    for (Rating rating : device.ratings()) {
      if (rating.reported()) {
        ratings.add(rating);
      } else {
        long value = rating(device, rating);
        ratings.add(new Rating(rating.key(), value, value != rating.value()));
      }
    }
    return device.withRatings(ratings);
  }

  private long rating(DeviceDraft device, Rating rating) throws StoppedException {
    String text = label(rating.key()) + " of " + device.id();
    return switch (rating.key()) {
      case "store-wh-per-k" -> whole(text, rating.value(), 20, 1e7, STORE);
      case "lowest-c", "highest-c" -> whole(text, rating.value(), -30, 95, COMFORT);
      default -> whole(text, rating.value(), 100, MOST_W, NAMEPLATE);
    };
  }

  private static String label(String key) {
    return switch (key) {
      case "store-wh-per-k" -> "Heat in Wh that warms the store by a degree";
      case "lowest-c" -> "Lowest temperature in °C of the store";
      case "highest-c" -> "Highest temperature in °C of the store";
      case "rated-w" -> "Rated power in W";
      case "capacity-wh" -> "Usable capacity in Wh";
      case "charge-w" -> "Largest charging and discharging power in W";
      case "max-w" -> "Largest power in W";
      default -> key;
    };
  }

  private List<DeviceDraft> gridMeter(List<DeviceDraft> devices) throws StoppedException {
    List<String> meters = devices.stream().filter(DeviceDraft::meter).map(DeviceDraft::id).toList();
    if (meters.isEmpty()) {
      return devices;
    }
    String atGrid =
        dialogue.ask(
            new Question(
                "Which meter is at the connection to the grid, or none",
                meters.getFirst(),
                "One of %s. It has to see everything that the site draws and feeds in."
                    .formatted(String.join(", ", meters))),
            typed -> oneOf(meters, typed));
    return devices.stream()
        .map(
            device ->
                device.meter()
                    ? device.withRole(
                        device.id().equals(atGrid) ? DeviceDraft.GRID_METER : DeviceDraft.LOAD)
                    : device)
        .toList();
  }

  private static String oneOf(List<String> names, String typed) throws UsageException {
    if (!typed.equals(NONE) && !names.contains(typed)) {
      throw new UsageException(
          "expected %s or none, found %s".formatted(String.join(", ", names), typed));
    }
    return typed;
  }

  /** Some of the devices, none by default. */
  List<String> some(String text, List<String> names, String help) throws StoppedException {
    return dialogue.ask(
        new Question(text, NONE, help),
        typed -> {
          List<String> chosen = new ArrayList<>();
          for (String name : typed.split("[,\\s]+")) {
            chosen.add(oneOf(names, name));
          }
          chosen.remove(NONE);
          return chosen;
        });
  }

  SiteAnswers site() throws StoppedException {
    SiteAnswers guessed = SiteAnswers.guessed();
    String name =
        dialogue.ask(
            new Question(
                "Name of the site",
                guessed.name(),
                "It stands in topics and files: small letters, digits and -."),
            typed -> name(typed, "[a-z0-9-]{1,40}", Set.of()));
    ZoneId zone = sure(() -> zone(guessed.zone()), SiteWarnings::zone);
    Optional<Position> position = position();
    long importW = sure(() -> importW(guessed.importW()), w -> SiteWarnings.grid(grid(w, 0)));
    long exportW =
        sure(() -> exportW(guessed.exportW()), w -> SiteWarnings.grid(grid(guessed.importW(), w)));
    Prices prices =
        sure(() -> prices(guessed.prices()), found -> SiteWarnings.prices(tariff(found)));
    Optional<HourlyPrices> hourly = hourly(prices.currency());
    Optional<WeatherSource> weather =
        position.isPresent() ? weather(position.get()) : Optional.empty();
    Sources sources = new Sources(hourly, weather);
    return new SiteAnswers(name, zone, position, importW, exportW, prices, sources, outlets());
  }

  /** Offers the shipped sources of weather at a position that need no registration. */
  private Optional<WeatherSource> weather(Position position) throws StoppedException {
    Map<String, String> at = new LinkedHashMap<>();
    at.put("latitude", hundredths(position.latitude()));
    at.put("longitude", hundredths(position.longitude()));
    Map<String, SourceDescription> offered = new TreeMap<>();
    for (String id : SourceLoader.shippedIds()) {
      SourceDescription source = SourceLoader.shipped(id);
      boolean free = source.request().isPresent() && !source.authentication().needsSecret();
      List<String> settings = source.settings().stream().map(SourceSetting::name).toList();
      if (free
          && source.gives() == SourceQuantity.WEATHER
          && settings.equals(List.copyOf(at.keySet()))) {
        offered.put(id, source);
      }
    }
    return dialogue.ask(
        new Question(
            "Source of predicted weather, or none",
            NONE,
            "One of %s. It learns where the site is, to about a kilometre. docs/sources.md has more."
                .formatted(String.join(", ", offered.keySet()))),
        unlessNone(typed -> new WeatherSource(oneOf(List.copyOf(offered.keySet()), typed), at)));
  }

  private static String hundredths(double degrees) {
    return String.format(Locale.ROOT, "%.2f", degrees);
  }

  /** Offers the shipped sources in a currency that need no registration. */
  private Optional<HourlyPrices> hourly(String currency) throws StoppedException {
    Map<String, SourceDescription> offered = new TreeMap<>();
    for (String id : SourceLoader.shippedIds()) {
      SourceDescription source = SourceLoader.shipped(id);
      boolean free = source.request().isPresent() && !source.authentication().needsSecret();
      if (free && source.unit().currency().filter(currency::equals).isPresent()) {
        offered.put(id, source);
      }
    }
    if (offered.isEmpty()) {
      return Optional.empty();
    }
    Optional<SourceDescription> chosen =
        dialogue.ask(
            new Question(
                "Source of prices that change by the hour, or none",
                NONE,
                "One of %s, for a contract whose price follows the exchange. docs/sources.md has more."
                    .formatted(String.join(", ", offered.keySet()))),
            unlessNone(
                typed ->
                    Objects.requireNonNull(
                        offered.get(oneOf(List.copyOf(offered.keySet()), typed)))));
    return chosen.isPresent() ? Optional.of(hourly(chosen.get())) : Optional.empty();
  }

  private HourlyPrices hourly(SourceDescription source) throws StoppedException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (SourceSetting setting : source.settings()) {
      settings.put(
          setting.name(),
          dialogue.ask(
              new Question(setting.name() + " of the source", setting.example(), setting.meaning()),
              typed -> setting(typed)));
    }
    Optional<Addends> addends =
        source.gives() == SourceQuantity.EXCHANGE_PRICE ? Optional.of(addends()) : Optional.empty();
    return new HourlyPrices(source.id(), settings, addends);
  }

  private static String setting(String typed) throws UsageException {
    if (!typed.matches(SourceSetting.VALUE)) {
      throw new UsageException("expected letters, digits, _, ., ~ and -, found " + typed);
    }
    return typed;
  }

  private Addends addends() throws StoppedException {
    return dialogue.ask(
        new Question(
            "Addend of the supplier and the network to a kWh before taxes, and taxes in %",
            "0.15 19",
            "Fees, levies and margin of the contract, such as 0.15 19 for 15 ct and 19 %. The price"
                + " of the exchange and the addend are taxed."),
        typed -> {
          String[] words = words(typed, 2, "two numbers such as 0.15 19");
          return new Addends(number(words[0], -10, 10), number(words[1], 0, 100));
        });
  }

  /** Repeats a question until the answer is a likely one, or a person confirms it. */
  private <T> T sure(Asking<T> question, Function<T, List<Finding>> doubts)
      throws StoppedException {
    while (true) {
      T answer = question.ask();
      List<Finding> found = doubts.apply(answer);
      if (found.isEmpty() || dialogue.in().isEmpty()) {
        return answer;
      }
      for (Finding doubt : found) {
        dialogue.out().printf("  expected %s, found %s%n", doubt.expected(), doubt.found());
      }
      if (dialogue.yes("Keep it", false, "With no, the question comes again.")) {
        return answer;
      }
    }
  }

  /** A question to a person. */
  private interface Asking<T> {
    T ask() throws StoppedException;
  }

  private static Site.Grid grid(long importW, long exportW) {
    return new Site.Grid(importW, exportW, Optional.empty());
  }

  private static Tariff tariff(Prices prices) {
    return new Tariff(
        List.of(Tariff.Band.always(prices.imported())),
        prices.exported(),
        0,
        Tariff.Co2.NONE,
        prices.currency());
  }

  private long importW(long guessed) throws StoppedException {
    return whole(
        "Largest power from the grid in W",
        guessed,
        0,
        MOST_W,
        "What the main fuse or the contract allows: 3 x 16 A x 230 V are 11000 W.");
  }

  private long exportW(long guessed) throws StoppedException {
    return whole(
        "Largest power into the grid in W; 0 feeds nothing in, until you know what is allowed",
        guessed,
        0,
        MOST_W,
        "What the grid operator allows. PV is reduced where batteries and loads cannot take"
            + " the rest.");
  }

  private ZoneId zone(ZoneId guessed) throws StoppedException {
    return dialogue.ask(
        new Question(
            "Time zone", guessed.getId(), "For tariffs, holidays and the forecast of the load."),
        typed -> {
          if (!ZoneId.getAvailableZoneIds().contains(typed)) {
            throw new UsageException("expected a zone such as Europe/Berlin, found " + typed);
          }
          return ZoneId.of(typed);
        });
  }

  private Optional<Position> position() throws StoppedException {
    return dialogue.ask(
        new Question(
            "Latitude and longitude in degrees, or none",
            NONE,
            "Such as 52.52 13.40, north and east positive. Without it the forecast of PV knows no"
                + " sun path."),
        unlessNone(
            typed -> {
              String[] words = words(typed, 2, "two numbers such as 52.52 13.40");
              return new Position(number(words[0], -90, 90), number(words[1], -180, 180));
            }));
  }

  private Prices prices(Prices guessed) throws StoppedException {
    return dialogue.ask(
        new Question(
            "Currency, price of a kWh from the grid, and paid for a kWh into it",
            "%s %s %s".formatted(guessed.currency(), guessed.imported(), guessed.exported()),
            "Such as EUR 0.30 0.08. Times of day, and prices that change by the hour, go into the"
                + " file later."),
        typed -> {
          String[] words = words(typed, 3, "three words such as EUR 0.30 0.08");
          if (Currency.getAvailableCurrencies().stream()
              .noneMatch(each -> each.getCurrencyCode().equals(words[0]))) {
            throw new UsageException("expected a currency such as EUR, found " + words[0]);
          }
          return new Prices(words[0], number(words[1], -1000, 1000), number(words[2], -1000, 1000));
        });
  }

  private Outlets outlets() throws StoppedException {
    Optional<String> broker = broker();
    boolean homeAssistant =
        broker.isPresent()
            && dialogue.yes(
                "Show the site in Home Assistant",
                Outlets.NONE.homeAssistant(),
                "It finds the devices by itself at this broker. Commands from there stay off until"
                    + " mqtt.commands in the file allows them.");
    return new Outlets(broker, homeAssistant, page(), notified());
  }

  private Optional<NtfyTopic> notified() throws StoppedException {
    return dialogue.ask(
        new Question(
            "Topic of ntfy that is notified of alarms, or none",
            NONE,
            "Such as https://ntfy.sh/home-k3v9q2x7; who knows the topic can read it. Mail and"
                + " webhooks go into the file later, docs/notifications.md."),
        unlessNone(
            typed -> {
              Matcher topic = NTFY.matcher(typed);
              if (!topic.matches()) {
                throw new UsageException(
                    "expected a topic such as https://ntfy.sh/home-k3v9q2x7, found " + typed);
              }
              return new NtfyTopic(topic.group(1), topic.group(2));
            }));
  }

  private Optional<String> page() throws StoppedException {
    return dialogue.ask(
        new Question(
            "Address of a web page of the site, or none",
            NONE,
            "127.0.0.1 is for browsers on this machine alone; 0.0.0.0 opens it to the network,"
                + " encrypted. It listens at port 8420."),
        unlessNone(
            typed -> {
              try {
                InetAddress.ofLiteral(typed);
                return typed;
              } catch (IllegalArgumentException e) {
                throw new UsageException(
                    "expected an address such as 127.0.0.1 or 0.0.0.0, found " + typed);
              }
            }));
  }

  private Optional<String> broker() throws StoppedException {
    return dialogue.ask(
        new Question(
            "MQTT broker, or none",
            NONE,
            "Such as tcp://127.0.0.1:1883, for telemetry. A user, a password and commands go into"
                + " the file later."),
        unlessNone(
            typed -> {
              if (!typed.matches(
                  "(tcp|ssl)://(\\[[0-9a-fA-F:]+\\]|[^\\s:/\"\\\\]+)(:[0-9]{1,5})?")) {
                throw new UsageException(
                    "expected a broker such as tcp://127.0.0.1:1883, found " + typed);
              }
              return typed;
            }));
  }

  private static <T> Answer<Optional<T>> unlessNone(Answer<T> answer) {
    return typed -> typed.equals(NONE) ? Optional.empty() : Optional.of(answer.parse(typed));
  }

  private long whole(String text, long otherwise, double min, double max, String help)
      throws StoppedException {
    return dialogue.ask(
        new Question(text, Long.toString(otherwise), help),
        typed -> Math.round(number(typed, min, max)));
  }

  /** A comma inside a word may be meant as a decimal point, and is none. */
  private static String[] words(String typed, int count, String expected) throws UsageException {
    String[] words = typed.split(",?\\s+");
    if (words.length != count) {
      throw new UsageException("expected %s, found %s".formatted(expected, typed));
    }
    return words;
  }

  private static double number(String typed, double min, double max) throws UsageException {
    try {
      double number = Double.parseDouble(typed);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, together with numbers out of range.
    }
    throw new UsageException("expected a number %.0f..%.0f, found %s".formatted(min, max, typed));
  }
}
