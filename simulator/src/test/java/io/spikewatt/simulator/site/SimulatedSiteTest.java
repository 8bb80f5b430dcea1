package io.spikewatt.simulator.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.SiteParameters;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class SimulatedSiteTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-03T10:00:00Z"));
  private final PlainContacts contacts = new PlainContacts();
  private final SimulatedSite site = site(0);

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void everyServerAnswersAndCanBeKilledAndBroughtBackAlone() throws IOException {
    site.start();
    for (ServerName killed : ServerName.values()) {
      int port = site.port(killed);
      assertNotEquals(0, port);
      site.stop(killed);
      for (ServerName name : ServerName.values()) {
        if (name == killed) {
          assertThrows(ConnectException.class, () -> connect(site.port(name)));
        } else {
          connect(site.port(name));
        }
      }
      site.restart(killed);
      assertEquals(port, site.port(killed));
      connect(port);
    }
  }

  @Test
  void thePlantLivesOnWithoutServersAndTheRecorderSeesIt() {
    clock.advance(Duration.ofHours(3));
    assertEquals(Instant.parse("2026-06-03T13:00:00Z"), site.truth().at());
    assertEquals(Instant.parse("2026-06-03T10:00:00Z"), site.record().from());
    assertTrue(site.record().energy().pv().produced() > 1_000);
  }

  @Test
  void theOperatorsContactAndTheRelayReachThePlant() {
    clock.advance(Duration.ofMinutes(35)); // 12:35 local: the contact's window
    assertTrue(site.truth().environment().contactClosed());
    assertTrue(contacts.contactClosed());
    contacts.setRelay(true);
    clock.advance(Duration.ofSeconds(1));
    assertTrue(site.truth().relayClosed());
    clock.advance(Duration.ofHours(1));
    site.plant().change(now -> now.forceContact(true));
    clock.advance(Duration.ofSeconds(1));
    assertTrue(site.truth().environment().contactClosed());
  }

  @Test
  void aTakenPortStopsTheStartAndLeavesNothingRunning() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int base = taken.getLocalPort() - ServerName.UTILITY_METER.offset();
      SimulatedSite blocked = site(base);
      assertThrows(IOException.class, blocked::start);
      assertThrows(ConnectException.class, () -> connect(base + ServerName.PV_INVERTER.offset()));
    }
  }

  @Test
  void theConfigurationIsYamlWithAllDevicesOnTheRealPorts() throws IOException {
    site.start();
    String yaml = site.configYaml(Path.of("/var/lib/a \"quoted\" place"));
    Map<?, ?> root =
        assertInstanceOf(
            Map.class, new Load(LoadSettings.builder().build()).loadFromString(yaml), yaml);
    List<?> devices = assertInstanceOf(List.class, root.get("devices"));
    assertEquals(
        List.of(
            "pv1",
            "battery1",
            "meter1",
            "feeder1",
            "ev1",
            "compute1",
            "utility1",
            "dso-contact",
            "shed-relay",
            "heatpump1"),
        devices.stream().map(device -> ((Map<?, ?>) device).get("id")).toList());
    Map<?, ?> pv = assertInstanceOf(Map.class, devices.getFirst());
    Map<?, ?> connection = assertInstanceOf(Map.class, pv.get("connection"));
    assertEquals(site.port(ServerName.PV_INVERTER), connection.get("port"));
    assertEquals(Map.of("rated-w", 12_000), pv.get("pv"));
    assertEquals(Map.of("directory", "/var/lib/a \"quoted\" place"), root.get("storage"));
    assertEquals(Map.of("import-limit-w", 11_000, "export-limit-w", 4_000), root.get("grid"));
    Map<?, ?> tariff = assertInstanceOf(Map.class, root.get("tariff"));
    assertEquals(4, assertInstanceOf(List.class, tariff.get("import")).size());
  }

  @Test
  void theConfigurationsOfAllSimulatedSitesAreWithoutAWarning() {
    SiteParameters demo = SiteParameters.demo(8);
    for (SiteParameters simulated :
        List.of(
            demo,
            demo.with(SiteParameters.Heating.TANK),
            demo.with(SiteParameters.Heating.HOUSE),
            SiteParameters.islandable(8, 50))) {
      Path state = Path.of("/var/lib/spikewatt");
      Duration second = Duration.ofSeconds(1);
      String yaml =
          SimulatedSite.configYaml(
              simulated, name -> 15_000 + name.offset(), state, second, second);
      LoadedSite loaded = ConfigLoader.load(yaml, "/etc/spikewatt/site.yaml");
      assertEquals(List.of(), assertInstanceOf(LoadedSite.Ok.class, loaded).warnings(), yaml);
    }
  }

  private SimulatedSite site(int portBase) {
    return new SimulatedSite(
        SiteParameters.demo(8).with(SiteParameters.Heating.TANK),
        clock,
        contacts,
        portBase,
        Duration.ofSeconds(10),
        150);
  }

  private static void connect(int port) throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), port).close();
  }
}
