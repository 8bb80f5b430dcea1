package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Language;
import io.spikewatt.controller.fixture.CycleReports;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.limit.SocInterlock;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.testkit.DemoSite;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bound that decided a setpoint, in the payload and in the sentence of the site. */
class DecidingBoundTest {

  private static final double SELLS = 0.02;
  private static final double KEEPS = 0.34;
  private static final double BUYS = 0.5;

  @Test
  void without_a_bound_there_is_none() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.loadW = 1000;
    plant.run(30);
    assertEquals(List.of(), limitedBy(plant, "battery1"));
    assertEquals("battery discharges 1.3 kW: covers load, by rule", said(plant));
    assertEquals("Batterie entlädt 1,3 kW: deckt Verbrauch, nach Regel", saidInGerman(plant));
  }

  @Test
  void the_months_peak() {
    DemoPlant plant = byPlan(DemoSite.usual(), KEEPS);
    plant.loadW = 4000;
    plant.peakW = 3000;
    plant.run(60);
    assertDecides(
        plant,
        Reason.PEAK,
        "import kept below 3.0 kW for the month's peak",
        "import stays below 3.0 kW for the month's peak",
        "der Bezug bleibt unter 3,0 kW wegen der Monatsspitze");
  }

  @Test
  void the_export_limit() {
    DemoPlant plant = byPlan(DemoSite.usual().withLimits(12_000, 2000), SELLS);
    plant.run(60);
    assertDecides(
        plant,
        Reason.EXPORT_LIMIT,
        "export limit (configured)",
        "the export limit is kept (configured)",
        "die Einspeisegrenze wird eingehalten (Konfiguration)");
  }

  @Test
  void the_import_limit() {
    DemoPlant plant = byPlan(DemoSite.usual().withLimits(3000, 5000), BUYS);
    plant.run(60);
    assertDecides(
        plant,
        Reason.IMPORT_LIMIT,
        "import limit (configured)",
        "the import limit is kept (configured)",
        "die Bezugsgrenze wird eingehalten (Konfiguration)");
  }

  @Test
  void a_contact_of_the_grid_operator_that_forbids_export() {
    DemoPlant plant = byPlan(DemoSite.usual(), SELLS);
    plant.contactClosed = true;
    plant.run(60);
    assertDecides(
        plant,
        Reason.EXPORT_LIMIT,
        "export limit (grid operator)",
        "the export limit is kept (grid operator)",
        "die Einspeisegrenze wird eingehalten (Netzbetreiber)");
    plant.pvPotentialW = 8000;
    plant.run(60);
    assertEquals(List.of("export limit (grid operator)"), limitedBy(plant, "pv1"));
  }

  /** Section 14a of the German energy act: the operator dims consumption by a contact. */
  @Test
  void a_contact_of_the_grid_operator_that_dims_consumption() {
    DemoPlant plant = byPlan(DemoSite.usual(), BUYS);
    plant.contactClosed = true;
    plant.run(60);
    assertDecides(
        plant,
        Reason.IMPORT_LIMIT,
        "import limit (grid operator)",
        "the import limit is kept (grid operator)",
        "die Bezugsgrenze wird eingehalten (Netzbetreiber)");
    plant.carThere = true;
    plant.carLeavesInS = 3600;
    plant.run(60);
    assertEquals(List.of("import limit (grid operator)"), limitedBy(plant, "ev1"));
  }

  @Test
  void the_ramp_of_a_cluster() {
    DemoPlant plant = byPlan(DemoSite.usual().withRamp(600), SELLS);
    plant.plan = Optional.of(Plans.worth(plant, KEEPS, 0, 0.05, 0.01));
    plant.run(20);
    assertEquals(List.of("ramp of the device"), limitedBy(plant, "compute1"));
  }

  @Test
  void the_ramp_of_the_gate() {
    DemoSite demo = DemoSite.usual();
    DemoPlant plant = new DemoPlant(demo);
    List<OutputSpec> slow =
        demo.outputs().stream()
            .map(
                o ->
                    new OutputSpec(
                        o.signal(), o.min(), o.max(), 100, o.safeValue(), o.neutralValue()))
            .toList();
    CommandGate gate = new CommandGate(slow, List.of());
    plant.run(30);
    CycleReports.of(plant, gate);
    plant.loadW = 3000;
    plant.run(2);
    CycleReport report = CycleReports.of(plant, gate);
    assertEquals(List.of("ramp"), report.limitedBy(approved(report, "battery1")));
  }

  @Test
  void the_ramp_after_an_island() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.socPct = 95;
    plant.pvPotentialW = 9000;
    plant.mode =
        new Mode.Reconnecting(
            plant.now(), Optional.empty(), Optional.of(plant.now()), Optional.empty());
    plant.run(10);
    assertEquals(List.of("ramp after an island"), limitedBy(plant, "pv1"));
  }

  /** The sentence once said what the plan would do while a request decided. */
  @Test
  void a_remote_request_against_the_plan() {
    DemoPlant plant = byPlan(DemoSite.usual(), SELLS);
    plant.run(30);
    assertTrue(
        said(plant)
            .contains(
                "also into the grid, as export pays 0.080 and a kWh of the battery is worth 0.031"),
        said(plant));
    plant.requests = Map.of("battery1", -2000.0);
    plant.run(30);
    assertEquals(-2000, plant.told("battery1"), 1);
    assertEquals(List.of("remote request"), limitedBy(plant, "battery1"));
    assertEquals("battery charges 2.0 kW: as requested", said(plant));
    assertEquals("Batterie lädt 2,0 kW: wie verlangt", saidInGerman(plant));
  }

  @Test
  void a_limit_that_a_remote_request_meets() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(3000, 5000));
    plant.requests = Map.of("battery1", -5000.0, "pv1", 1000.0, "compute1", 400.0);
    plant.pvPotentialW = 4000;
    plant.run(30);
    assertDecides(
        plant,
        Reason.IMPORT_LIMIT,
        "import limit (configured)",
        "as requested; limited, because the import limit is kept (configured)",
        "wie verlangt; begrenzt, denn die Bezugsgrenze wird eingehalten (Konfiguration)");
    assertEquals(List.of("remote request"), limitedBy(plant, "pv1"));
  }

  @Test
  void the_reserve() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withReserve(60));
    plant.socPct = 50;
    plant.loadW = 2000;
    plant.run(30);
    assertEquals(0, plant.told("battery1"), 0);
    assertDecides(
        plant,
        Reason.RESERVE,
        "reserve",
        "battery rests: the reserve is kept; otherwise it would store surplus or cover load",
        "Batterie ruht: die Reserve bleibt; sonst würde sie Überschuss speichern oder Verbrauch"
            + " decken");
  }

  @Test
  void an_interlock_of_the_gate() {
    DemoSite demo = DemoSite.usual();
    DemoPlant plant = new DemoPlant(demo);
    plant.loadW = 2000;
    plant.run(30);
    assertTrue(plant.told("battery1") > 2000);
    plant.socPct = 10;
    CommandGate gate = new CommandGate(demo.outputs(), List.of(new SocInterlock(demo.site())));
    CycleReport report = CycleReports.of(plant, gate);
    assertEquals(
        List.of("state of charge at its lower limit"),
        report.limitedBy(approved(report, "battery1")));
  }

  private static DemoPlant byPlan(DemoSite site, double storedPerKwh) {
    DemoPlant plant = new DemoPlant(site);
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.worth(plant, storedPerKwh, 0.6, 0.35, 0.08));
    return plant;
  }

  /** Record, payload and the sentence in both languages name the bound of the battery. */
  private static void assertDecides(
      DemoPlant plant, Reason reason, String bound, String english, String german) {
    CycleReport report = CycleReports.of(plant, new CommandGate(plant.demo().outputs(), List.of()));
    Verdict.Approved approved = approved(report, "battery1");
    assertEquals(List.of(bound), report.limitedBy(approved));
    String payload =
        new String(
            Payloads.setpoint(approved, report.limitedBy(approved), plant.now(), Optional.empty()),
            StandardCharsets.UTF_8);
    assertTrue(payload.contains("\"limitedBy\":[\"" + bound + "\"]"), payload);
    assertEquals(
        reason,
        report.dispatch().explanation(approved.setpoint().signal()).orElseThrow().decidedBy());
    assertTrue(report.doing().english().contains(english), report.doing()::english);
    String inGerman = Language.of("de").text(report.doing());
    assertTrue(inGerman.contains(german), inGerman);
    assertFalse(approved.setpoint().reason().isEmpty());
  }

  private static List<String> limitedBy(DemoPlant plant, String device) {
    CycleReport report = CycleReports.of(plant, new CommandGate(plant.demo().outputs(), List.of()));
    return report.limitedBy(approved(report, device));
  }

  /** What the site does, without its mode. */
  private static String said(DemoPlant plant) {
    String doing =
        CycleReports.of(plant, new CommandGate(plant.demo().outputs(), List.of()))
            .doing()
            .english();
    return doing.substring(doing.indexOf(": ") + 2);
  }

  private static String saidInGerman(DemoPlant plant) {
    String doing =
        Language.of("de")
            .text(
                CycleReports.of(plant, new CommandGate(plant.demo().outputs(), List.of())).doing());
    return doing.substring(doing.indexOf(": ") + 2);
  }

  private static Verdict.Approved approved(CycleReport report, String device) {
    return report.verdicts().stream()
        .map(Verdict.Approved.class::cast)
        .filter(approved -> approved.setpoint().signal().deviceId().equals(device))
        .findFirst()
        .orElseThrow();
  }
}
