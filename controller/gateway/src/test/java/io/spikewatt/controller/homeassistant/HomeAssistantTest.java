package io.spikewatt.controller.homeassistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When what is announced, repeated and taken back, to the second. */
class HomeAssistantTest {

  private static final String BIRTH = "homeassistant/status";
  private static final String STATE = "spikewatt/home/state";
  private static final String PV = "homeassistant/device/spikewatt_home_pv1/config";

  @TempDir private Path directory;
  private final RecordedBroker broker = new RecordedBroker();

  @Test
  void theFirstCycleAnnouncesEverythingRetainedAndStatesFollowAgainOnceTheyAreAwaited() {
    try (AnnouncedSite site = slow("")) {
      site.seconds(1);
      List<Message> first = broker.take();
      List<String> configs = configs(first);
      assertEquals(16, configs.size(), configs.toString());
      assertEquals(
          "homeassistant/device/spikewatt_home/config",
          configs.getFirst(),
          "through which the others are reached");
      assertTrue(
          first.stream().filter(m -> m.topic().endsWith("/config")).allMatch(Message::retained));
      assertTrue(RecordedBroker.topics(first).contains(STATE));
      site.seconds(4);
      assertFalse(RecordedBroker.topics(broker.take()).contains(STATE), "its pace is a minute");
      site.seconds(1);
      List<String> again = RecordedBroker.topics(broker.take());
      for (String topic :
          List.of(
              STATE,
              "spikewatt/home/device/pv1/telemetry",
              "spikewatt/home/device/pv1/setpoint",
              "spikewatt/home/device/pv1/availability",
              "spikewatt/home/price",
              "spikewatt/home/in-force")) {
        assertTrue(again.contains(topic), topic);
      }
      assertEquals(List.of(), configs(again(site, 40)), "once is enough");
    }
  }

  @Test
  void aBugInWhatIsAnnouncedStopsNoCycle() {
    broker.failFor("homeassistant/");
    try (AnnouncedSite site = slow("")) {
      CycleReport report = site.cycle();
      assertFalse(report.verdicts().isEmpty(), "control goes on");
      assertTrue(RecordedBroker.topics(broker.take()).contains(STATE), "and its reports");
      broker.failFor("nothing");
      site.seconds(70);
      assertEquals(List.of(), configs(broker.take()), "until a restart");
    }
  }

  @Test
  void aBirthIsAnsweredAfterARandomDelayOfAtMostFiveSeconds() {
    Set<Integer> delays = new TreeSet<>();
    for (int start = 0; start < 12; start++) {
      RecordedBroker own = new RecordedBroker();
      try (AnnouncedSite site =
          new AnnouncedSite(
              yaml("telemetry-s: 60").replace(directory.toString(), directory + "/" + start),
              own,
              AnnouncedSite.START.plusMillis(start))) {
        site.seconds(20);
        own.take();
        own.deliver(BIRTH, "online", false);
        own.deliver(BIRTH, "online", false);
        int seconds = 0;
        List<Message> heard = List.of();
        while (configs(heard).isEmpty()) {
          assertTrue(seconds++ <= 6, "no answer");
          site.seconds(1);
          heard = own.take();
        }
        delays.add(seconds - 1);
        assertEquals(16, configs(heard).size(), "all of them");
        assertTrue(RecordedBroker.topics(heard).contains(STATE), "with all states");
        site.seconds(20);
        assertEquals(List.of(), configs(own.take()), "both births are answered by one");
      }
    }
    assertTrue(delays.size() >= 3, delays.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "homeassistant/status, offline, false",
    "homeassistant/status, online, true",
    "homeassistant/status, on, false",
    "other/status, online, false"
  })
  void nothingElseIsABirth(String topic, String payload, boolean retained) {
    try (AnnouncedSite site = slow("")) {
      site.seconds(10);
      broker.take();
      broker.deliver(topic, payload, retained);
      assertEquals(List.of(), configs(again(site, 10)));
    }
  }

  @Test
  void aPrefixOfItsOwnHasABirthTopicOfItsOwnBesideTheUsualOne() {
    try (AnnouncedSite site = slow("home-assistant-prefix: my/ha")) {
      site.seconds(10);
      broker.take();
      for (String topic : List.of("my/ha/status", BIRTH)) {
        broker.deliver(topic, "online", false);
        List<String> configs = configs(again(site, 10));
        assertEquals(16, configs.size(), topic);
        assertTrue(configs.getFirst().startsWith("my/ha/device/"), configs.getFirst());
      }
    }
  }

  @Test
  void everyConnectionIsToldEverything() {
    try (AnnouncedSite site = slow("")) {
      site.seconds(10);
      broker.take();
      broker.lose();
      assertEquals(List.of(), configs(again(site, 10)));
      broker.reconnect();
      site.seconds(1);
      List<Message> heard = broker.take();
      assertEquals(16, configs(heard).size());
      assertTrue(RecordedBroker.topics(heard).contains("spikewatt/home/device/pv1/availability"));
    }
  }

  @Test
  void aDeviceOfWhichNothingCanBeReadIsOfflineAndARelayIsNot() {
    try (AnnouncedSite site = slow("")) {
      site.seconds(10);
      String topic = "spikewatt/home/device/battery1/availability";
      Map<String, String> before = RecordedBroker.newest(broker.take());
      assertEquals("online", before.get(topic));
      assertEquals("online", before.get("spikewatt/home/device/shed/availability"));
      site.silence("battery1").seconds(5);
      List<Message> heard = broker.take();
      assertEquals("offline", RecordedBroker.newest(heard).get(topic));
      assertEquals(1, heard.stream().filter(m -> m.topic().equals(topic)).count(), "on change");
      assertTrue(heard.stream().filter(m -> m.topic().equals(topic)).allMatch(Message::retained));
      site.reads("battery1", Quantity.SOC_PCT, 50).seconds(1);
      assertEquals(
          "online", RecordedBroker.newest(broker.take()).get(topic), "one reading is enough");
    }
  }

  @Test
  void valuesThatAClusterNeedNotReportAreAnnouncedOnceItReportsThem() {
    String topic = "homeassistant/device/spikewatt_home_compute1/config";
    String plc = "profile: plc-compute\n    connection: *plc";
    String yaml = yaml("");
    assertTrue(yaml.contains(plc), yaml);
    String agents = yaml.replace(plc, "profile: mqtt-compute\n    connection: { mqtt: hpc }");
    Set<String> reported = Set.of("jobs", "work_per_s", "work_per_kwh");
    try (AnnouncedSite site = site(agents)) {
      site.seconds(40);
      Map<String, String> before = RecordedBroker.newest(broker.take());
      reported.forEach(key -> assertFalse(text(before, topic).contains("\"" + key + "\""), key));
      assertFalse(text(before, topic).contains("idle_power_w"));
      assertTrue(text(before, topic).contains("\"own_energy_pct\""), text(before, topic));
      assertFalse(text(before, STATE).contains("workPerKwh"), text(before, STATE));
      assertFalse(text(before, STATE).contains("work_per_s"), "no missing signal");
      site.reads("compute1", Quantity.JOBS, 2).reads("compute1", Quantity.WORK_PER_S, 5);
      site.seconds(90);
      Map<String, String> after = RecordedBroker.newest(broker.take());
      reported.forEach(key -> assertTrue(text(after, topic).contains("\"" + key + "\""), key));
      assertFalse(text(after, topic).contains("idle_power_w"));
      assertTrue(
          text(after, STATE).contains("\"workPerKwh\":{\"value\":36000"), text(after, STATE));
    }
    try (AnnouncedSite site = site(agents)) {
      site.seconds(5);
      String again = text(RecordedBroker.newest(broker.take()), topic);
      reported.forEach(key -> assertTrue(again.contains("\"" + key + "\""), "announced: " + key));
    }
  }

  private static String text(Map<String, String> messages, String topic) {
    return Objects.requireNonNull(messages.get(topic), topic);
  }

  @Test
  void aPriceIsThatOfTheSlotAndUnknownWhereNoneWasPublishedForIt() {
    String topic = "spikewatt/home/price";
    try (AnnouncedSite site = slow("")) {
      site.seconds(2);
      Map<String, String> tariff = RecordedBroker.newest(broker.take());
      assertTrue(Json.at(tariff, topic).contains("\"importPerKwh\":0.3,\"exportPerKwh\":0.08"));
      String value =
          "{\"start\":\"2026-06-15T10:00:00Z\",\"slotS\":1800,\"importPerKwh\":[0.2315,-0.01]}";
      broker.deliver(
          "spikewatt/home/command/prices",
          "{\"id\":\"p\",\"issuedAt\":\"%s\",\"validForS\":60,\"value\":%s}"
              .formatted(site.now().instant(), value),
          false);
      site.seconds(2);
      String published = Json.at(RecordedBroker.newest(broker.take()), topic);
      assertTrue(published.contains("\"importPerKwh\":0.2315,\"exportPerKwh\":0.08"), published);
      site.cycleAfter(Duration.ofMinutes(30));
      String next = Json.at(RecordedBroker.newest(broker.take()), topic);
      assertTrue(next.contains("\"importPerKwh\":-0.01"), next);
      site.cycleAfter(Duration.ofMinutes(30));
      String after = Json.at(RecordedBroker.newest(broker.take()), topic);
      assertTrue(after.contains("\"unknown\""), after);
      assertFalse(after.contains("PerKwh"), after);
    }
  }

  @Test
  void anEntityThatIsGoneIsToldOnceWithItsPlatformAloneThenLeftOut() {
    once(site -> {});
    try (AnnouncedSite site = site(yaml("").replace("commands: all", "commands: mode"))) {
      site.seconds(1);
      assertEquals(Map.of("p", "number"), component("ev1", "needed_energy"));
      assertEquals(Map.of("p", "text"), component("ev1", "departure"));
    }
    // It ended before that was settled.
    try (AnnouncedSite site = site(yaml("").replace("commands: all", "commands: mode"))) {
      site.seconds(1);
      assertEquals(Map.of("p", "number"), component("ev1", "needed_energy"), "told once more");
      site.seconds(58);
      assertEquals(List.of(), configs(broker.take()));
      broker.lose();
      assertEquals(List.of(), configs(again(site, 60)), "nobody would hear it");
      broker.reconnect();
      site.seconds(2);
      assertEquals(Map.of("p", "number"), component("ev1", "needed_energy"), "anew");
      site.seconds(61);
      Map<String, Object> left = components("ev1");
      assertFalse(left.containsKey("needed_energy"), left.keySet().toString());
      assertTrue(left.containsKey("power_w"));
    }
    try (AnnouncedSite site = site(yaml("").replace("commands: all", "commands: mode"))) {
      site.seconds(1);
      assertFalse(components("ev1").containsKey("needed_energy"), "and never again");
    }
  }

  @Test
  void aDeviceThatIsGoneIsTakenBackAndARenamedOneHasNoTwin() {
    once(site -> {});
    String renamed = yaml("").replace("id: pv1", "id: roof").replace("id: heatpump1", "id: heat2");
    try (AnnouncedSite site = site(renamed)) {
      site.seconds(1);
      List<Message> heard = broker.take();
      Set<String> cleared = cleared(heard);
      assertEquals(
          Set.of(
              PV,
              "homeassistant/device/spikewatt_home_heatpump1/config",
              "spikewatt/home/device/pv1/availability",
              "spikewatt/home/device/heatpump1/availability"),
          cleared);
      assertTrue(configs(heard).contains("homeassistant/device/spikewatt_home_roof/config"));
      site.seconds(70);
      broker.take();
      broker.reconnect();
      site.seconds(1);
      assertEquals(Set.of(), cleared(broker.take()), "what is settled is forgotten");
    }
  }

  @Test
  void anotherNameOfTheSiteAnotherRootAndAnotherPrefixLeaveNothingBehind() {
    Map<String, String> before = once(site -> {});
    for (String[] change :
        List.of(
            new String[] {"name: home", "name: cabin", ".*[/_]home[_/].*"},
            new String[] {
              "home-assistant: true", "home-assistant: true, root: other", "spikewatt/.*"
            },
            new String[] {
              "home-assistant: true",
              "home-assistant: true, home-assistant-prefix: ha",
              "homeassistant/.*"
            })) {
      Path copy = copyOfState();
      RecordedBroker own = new RecordedBroker();
      try (AnnouncedSite site =
          new AnnouncedSite(
              AnnouncedSite.yaml(copy).replace(change[0], change[1]), own, AnnouncedSite.START)) {
        site.seconds(1);
        Map<String, String> broker = new TreeMap<>(before);
        for (Message message : own.take()) {
          broker.put(message.topic(), new String(message.payload(), StandardCharsets.UTF_8));
        }
        broker.values().removeIf(String::isEmpty);
        broker.keySet().removeIf(topic -> !isOurs(topic));
        Set<String> ids = new TreeSet<>();
        DiscoveryRulesTest.entities(broker)
            .values()
            .forEach(entity -> assertTrue(ids.add((String) entity.get("unique_id")), "a twin"));
        assertTrue(before.keySet().stream().anyMatch(topic -> topic.matches(change[2])));
        assertEquals(
            List.of(), broker.keySet().stream().filter(topic -> topic.matches(change[2])).toList());
      }
    }
  }

  @Test
  void anotherReleaseAnotherProfileAndARestartLeaveAllIdsAsTheyAre() {
    Map<String, String> before = once(site -> {});
    Map<String, String> after = once(site -> {});
    assertEquals(ids(before), ids(after), "a restart");
    String other = yaml("").replace("profile: sunspec-inverter", "profile: sma-stp-se-pv");
    try (AnnouncedSite site = site(other)) {
      site.seconds(1);
      Map<String, String> changed = RecordedBroker.newest(broker.take());
      assertFalse(Json.at(changed, PV).equals(Json.at(before, PV)), "another model");
      assertTrue(ids(changed).containsAll(Set.of("spikewatt_home_pv1.power_w")), "the same entity");
      assertEquals(device(Json.at(before, PV)).get("ids"), device(Json.at(changed, PV)).get("ids"));
    }
    Map<String, String> releases = new TreeMap<>();
    for (AnnouncedDevice device : DeviceCatalogue.of(AnnouncedSite.load(yaml("")), Map.of())) {
      String old = text(DiscoveryMessage.payload(device, "1.2.3", new TreeMap<>()));
      String newer = text(DiscoveryMessage.payload(device, "1.3.0", new TreeMap<>()));
      assertEquals(old.replace("1.2.3", "1.3.0"), newer);
      releases.put(DiscoveryMessage.topic("homeassistant", device.id()), newer);
    }
    assertEquals(ids(before), ids(releases), "another release");
  }

  @Test
  void switchedOffItTakesEverythingBackAndThenDoesNothing() throws IOException {
    Set<String> ours = new TreeSet<>(once(site -> {}).keySet());
    ours.removeIf(topic -> !isOurs(topic));
    String off = yaml("").replace("home-assistant: true", "home-assistant: false");
    try (AnnouncedSite site = site(off)) {
      site.seconds(1);
      List<Message> heard = broker.take();
      assertEquals(ours, cleared(heard));
      assertEquals(List.of(), configs(heard).stream().filter(t -> !ours.contains(t)).toList());
      site.seconds(70);
    }
    assertFalse(
        Files.readString(directory.resolve("home-assistant.properties")).contains("config"),
        "nothing is announced");
    broker.take();
    try (AnnouncedSite site = site(off)) {
      site.seconds(70);
      assertEquals(Set.of(), cleared(broker.take()));
      assertEquals(0, broker.readers());
    }
  }

  @Test
  void aDamagedMemoryClearsNothingOfOthersAndEndsNothing() throws IOException {
    once(site -> {});
    Files.writeString(
        directory.resolve("home-assistant.properties"),
        """
        homeassistant/device/spikewatt_home_old/config=sensor/power_w Sensor/x number/ /y a/b/c
        homeassistant/device/#/config=sensor/x
        homeassistant/+/+/config=
        somebody/elses/topic=sensor/x
        /energy=
        spikewatt/home/device/old/availability=
        """);
    Files.writeString(
        directory.resolve("energy.properties"),
        "site/pv_production_wh=-5\ndevice/meter1/import_wh=NaN\ndevice/pv1/import_wh=much\n");
    try (AnnouncedSite site = site(yaml(""))) {
      site.seconds(40);
      Map<String, String> heard = new TreeMap<>();
      List<Message> all = broker.take();
      assertEquals(
          Set.of(
              "homeassistant/device/spikewatt_home_old/config",
              "spikewatt/home/device/old/availability"),
          cleared(all));
      heard.putAll(RecordedBroker.newest(all));
      assertFalse(Json.at(heard, "spikewatt/home/energy").contains(":-"), "never negative");
    }
  }

  @Test
  void neverSwitchedOnItKeepsNoFileReadsNoTopicAndTellsNothing() throws IOException {
    try (AnnouncedSite site =
        site(yaml("").replace("home-assistant: true", "home-assistant: false"))) {
      site.seconds(60);
      assertEquals(0, broker.readers());
      assertTrue(
          RecordedBroker.topics(broker.take()).stream().noneMatch(HomeAssistantTest::isOurs));
    }
    assertFalse(Files.exists(directory.resolve("home-assistant.properties")));
    assertFalse(Files.exists(directory.resolve("energy.properties")));
  }

  @Test
  void whatIsAnnouncedIsKeptBeforeAnybodyHearsOfItAndAReaderLeavesWithItsSite() throws IOException {
    try (AnnouncedSite site = slow("")) {
      assertTrue(broker.take().isEmpty());
      String kept = Files.readString(directory.resolve("home-assistant.properties"));
      assertTrue(kept.contains("homeassistant/device/spikewatt_home_pv1/config="), kept);
      assertEquals(1, broker.readers());
      CycleReport report = site.cycle();
      assertTrue(report.verdicts().size() > 3, "it controls as ever");
    }
    assertEquals(0, broker.readers());
  }

  private static boolean isOurs(String topic) {
    return topic.endsWith("/config")
        || topic.endsWith("/availability")
        || topic.endsWith("/energy")
        || topic.equals("spikewatt/home/price")
        || topic.endsWith("/in-force");
  }

  private String yaml(String more) {
    String yaml = AnnouncedSite.yaml(directory);
    return more.isEmpty() ? yaml : yaml.replace("commands: all", "commands: all, " + more);
  }

  /** Its states come once a minute, so that each repetition shows. */
  private AnnouncedSite slow(String more) {
    return site(yaml("telemetry-s: 60" + (more.isEmpty() ? "" : ", " + more)));
  }

  private AnnouncedSite site(String yaml) {
    return new AnnouncedSite(yaml, broker, AnnouncedSite.START);
  }

  /** What the broker holds after a run of the usual site. */
  private Map<String, String> once(Consumer<AnnouncedSite> change) {
    try (AnnouncedSite site = site(yaml(""))) {
      change.accept(site);
      site.seconds(40);
    }
    return RecordedBroker.newest(broker.take());
  }

  private List<Message> again(AnnouncedSite site, int seconds) {
    site.seconds(seconds);
    return broker.take();
  }

  private static List<String> configs(List<Message> messages) {
    return RecordedBroker.topics(messages).stream().filter(t -> t.endsWith("/config")).toList();
  }

  private static Set<String> cleared(List<Message> messages) {
    Set<String> cleared = new TreeSet<>();
    for (Message message : messages) {
      if (message.payload().length == 0) {
        assertTrue(message.retained(), message.topic());
        cleared.add(message.topic());
      }
    }
    return cleared;
  }

  private Map<String, Object> component(String device, String key) {
    return Json.map(components(device).getOrDefault(key, Map.of()));
  }

  /** Of the newest message, which is taken. */
  private Map<String, Object> components(String device) {
    String topic = "homeassistant/device/spikewatt_home_" + device + "/config";
    heard.addAll(broker.take());
    String newest = Json.at(RecordedBroker.newest(heard), topic);
    return Json.map(Json.object(newest).get("cmps"));
  }

  private final List<Message> heard = new ArrayList<>();

  private static Map<String, Object> device(String payload) {
    return Json.map(Json.object(payload).get("dev"));
  }

  private static Set<String> ids(Map<String, String> messages) {
    Set<String> ids = new TreeSet<>();
    DiscoveryRulesTest.entities(messages)
        .values()
        .forEach(entity -> ids.add(String.valueOf(entity.get("unique_id"))));
    return ids;
  }

  private static String text(byte[] payload) {
    return new String(payload, StandardCharsets.UTF_8);
  }

  private int copies;

  private Path copyOfState() {
    Path copy = directory.resolve("copy" + copies++);
    try {
      Files.createDirectories(copy);
      Files.copy(
          directory.resolve("home-assistant.properties"),
          copy.resolve("home-assistant.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }
}
