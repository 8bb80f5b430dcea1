package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.cycle.ConfigReload;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site that replaces another one has all that the other one knew, and no setting of it. */
final class CarriedStateTest {

  /** Fields of parts that are made anew, each copied from the part before. */
  private static final Set<String> COPIED =
      Set.of(
          "CommandProcessor.lastState",
          "LearnCycle.learntOn",
          "LearnCycle.clock",
          "OutagePlanning.status",
          "PlanCycle.inputs",
          "PlanCycle.foreseen",
          "PlanCycle.firstMeans",
          "PlanCycle.waitsFor",
          "PlanCycle.priceAhead",
          "PlanCycle.progress",
          "PlanCycle.firstSlot",
          "PlanCycle.triedAt",
          "PlanCycle.blind",
          "PlanCycle.trouble",
          "PlanCycle.atSlotStart",
          "PlanCycle.withoutNowcasts");

  /** Other mutable fields of parts that are made anew, and why nothing is lost with them. */
  private static final Map<String, String> FORGOTTEN =
      Map.of(
          "DayCycle.pause", "calls without work before days are summed; the next one begins sooner",
          "PlanCycle.slot", "another forecaster or horizon: the next tick forecasts",
          "PlanCycle.planned", "another configuration: the next tick plans",
          "PlanCycle.model", "made of the configuration",
          "PlanCycle.planner", "see Planner",
          "PlanCycle.whatIf", "compares with plans of the other configuration",
          "PlanCycle.replaced", "silences the one before",
          "LearnCycle.stopping", "ends the learning of the one before; what it cut is due again");

  /** Parts that follow their configuration, and why nothing is lost with them. */
  private static final Map<String, String> MADE_ANEW =
      Map.of(
          "Planner", "what it keeps between plans is worth nothing under other prices",
          "IslandPlanner", "arrays of one plan",
          "UncoveredLoad", "settings of the batteries, never written");

  /** Settings of the old configuration that stay in parts that are carried, and why. */
  private static final Map<String, String> UNREAD =
      Map.of(
          "StateEstimator.devices", "states do not depend on the reserve",
          "RegulatorUnit.regulator FastRegulator.window", "RegulatorUnit has a window of its own",
          "RegulatorUnit.reservePct", "follows the window in each cycle",
          "TrackingMonitor.followers", "what a device accepts does not depend on the reserve",
          "SurvivalEstimator.site", "only its devices are read",
          "SettledClock.settled", "a moment, no setting");

  @TempDir private Path directory = Path.of("");

  /** A part that nobody carries. */
  private static final class Forgetful {
    private int seen = 1;

    @SuppressWarnings("UnusedVariable") // Read by reflection.
    private final List<Integer> all = new ArrayList<>(List.of(seen));
  }

  private record WithMutant(RunningSite site, Forgetful part) {}

  @Test
  void everythingThatChangesIsCarried() {
    try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
      run(site, 30);
      Set<Object> before = ObjectGraph.reachable(site.running());
      site.replace(otherSite(WholeSite.site().position()));
      assertEquals(Set.of(), forgotten(site.running(), before, new HashSet<>()));
    }
  }

  @Test
  void aPartThatIsNotCarriedIsFound() {
    try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
      run(site, 30);
      Set<Object> before = ObjectGraph.reachable(site.running());
      site.replace(otherSite(WholeSite.site().position()));
      WithMutant mutant = new WithMutant(site.running(), new Forgetful());
      assertEquals(
          Set.of("CarriedStateTest$Forgetful.seen", "CarriedStateTest$Forgetful.all"),
          forgotten(mutant, before, new HashSet<>()));
    }
  }

  @Test
  void reasonsNameFieldsThatThereAre() {
    try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
      run(site, 30);
      Set<Object> before = ObjectGraph.reachable(site.running());
      site.replace(otherSite(WholeSite.site().position()));
      Set<String> listed = new HashSet<>();
      forgotten(site.running(), before, listed);
      Set<String> all = new TreeSet<>(COPIED);
      all.addAll(FORGOTTEN.keySet());
      assertEquals(all, new TreeSet<>(listed));
    }
  }

  /** Mutable fields that the one before did not have; those with a reason go to {@code listed}. */
  private static Set<String> forgotten(Object root, Set<Object> before, Set<String> listed) {
    Set<String> forgotten = new TreeSet<>();
    Set<Object> all = ObjectGraph.reachable(root);
    Set<Object> anew = Collections.newSetFromMap(new IdentityHashMap<>());
    all.stream()
        .filter(part -> MADE_ANEW.containsKey(part.getClass().getSimpleName()))
        .forEach(part -> anew.addAll(ObjectGraph.reachable(part)));
    for (Object holder : all) {
      if (before.contains(holder) || anew.contains(holder)) {
        continue;
      }
      for (ObjectGraph.Held held : ObjectGraph.fields(holder)) {
        boolean carried =
            Modifier.isFinal(held.field().getModifiers()) && before.contains(held.value());
        if (held.isMutable() && !carried && isState(held)) {
          boolean reason = COPIED.contains(held.name()) || FORGOTTEN.containsKey(held.name());
          (reason ? listed : forgotten).add(held.name());
        }
      }
    }
    return forgotten;
  }

  /** Configuration and what is made of it once: read only, in arrays and lists. */
  private static boolean isState(ObjectGraph.Held held) {
    String type = held.holder().getClass().getName();
    boolean written = !Modifier.isFinal(held.field().getModifiers());
    return !type.startsWith("io.spikewatt.config.")
        && (written || !held.holder().getClass().isRecord());
  }

  @Test
  void whatIsCopiedIsTheSame() {
    try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
      run(site, 30);
      CompletableFuture<CommandResult> answer =
          site.running()
              .commands()
              .submit("from/page/reload", reload(site).getBytes(StandardCharsets.UTF_8));
      site.awaitCheck = true;
      site.cycle();
      site.running().carried().outlook().learner().tick(site.moment());
      Map<String, Object> before = copied(site.running());
      assertEquals(COPIED, before.keySet());
      assertNotNull(before.get("LearnCycle.learntOn"));
      site.replace(otherSite());
      assertEquals(before, copied(site.running()));
      site.check.complete(new ConfigReload.Check.Faulty("no"));
      site.cycle();
      assertTrue(answer.isDone(), "a reload that was being checked is answered");
    }
  }

  private static String reload(WholeSite site) {
    return "{\"id\":\"r\",\"issuedAt\":\"%s\",\"validForS\":60,\"value\":\"\"}"
        .formatted(site.now());
  }

  private static Map<String, Object> copied(RunningSite site) {
    Map<String, Object> copied = new TreeMap<>();
    for (Object holder : ObjectGraph.reachable(site)) {
      for (ObjectGraph.Held held : ObjectGraph.fields(holder)) {
        if (COPIED.contains(held.name())) {
          copied.put(held.name(), held.value());
        }
      }
    }
    return copied;
  }

  /** A replaced site that has not run is like one that started with the new configuration. */
  @Test
  void noSettingOfTheOldConfigurationStays() {
    try (WholeSite replaced = new WholeSite(directory.resolve("a"), WholeSite.START);
        WholeSite started = new WholeSite(directory.resolve("b"), WholeSite.START, otherSite())) {
      replaced.replace(otherSite());
      List<String> differences = new ArrayList<>();
      compare(replaced.running(), started.running(), "", differences, new IdentityHashMap<>());
      assertEquals(List.of(), differences);
    }
  }

  private static void compare(
      Object one, Object other, String path, List<String> found, Map<Object, Object> seen) {
    if (one == null || other == null) {
      if (!Objects.equals(one, other)) {
        found.add(path + ": " + one + " is not " + other);
      }
      return;
    }
    if (seen.put(one, one) != null || UNREAD.keySet().stream().anyMatch(path::contains)) {
      return;
    }
    if (!one.getClass().equals(other.getClass()) || one.getClass().isHidden()) {
      return;
    }
    if (one instanceof Map<?, ?> || one instanceof Set<?>) {
      if (!String.valueOf(one).equals(String.valueOf(other)) && !path.contains("$$")) {
        compareAll(ObjectGraph.next(one), ObjectGraph.next(other), path, found, seen);
      }
    } else if (one.getClass().getName().startsWith("io.spikewatt.")) {
      List<ObjectGraph.Held> fields = ObjectGraph.fields(one);
      List<ObjectGraph.Held> others = ObjectGraph.fields(other);
      for (int i = 0; i < fields.size(); i++) {
        compare(
            fields.get(i).value(),
            others.get(i).value(),
            path + " " + fields.get(i).name(),
            found,
            seen);
      }
    } else if (ObjectGraph.isWalked(one)) {
      compareAll(ObjectGraph.next(one), ObjectGraph.next(other), path, found, seen);
    } else if (one instanceof Number || one instanceof Boolean || one instanceof Enum<?>) {
      if (!one.equals(other)) {
        found.add(path + ": " + one + " is not " + other);
      }
    }
  }

  private static void compareAll(
      List<Object> ones,
      List<Object> others,
      String path,
      List<String> found,
      Map<Object, Object> seen) {
    if (ones.size() != others.size()) {
      found.add(path + ": " + ones.size() + " and " + others.size() + " elements");
      return;
    }
    for (int i = 0; i < ones.size(); i++) {
      compare(ones.get(i), others.get(i), path + "[" + i + "]", found, seen);
    }
  }

  /** Everything differs that may differ while the links go on. */
  private static Site otherSite() {
    return otherSite(Optional.of(new Site.Position(48, 11)));
  }

  private static Site otherSite(Optional<Site.Position> position) {
    Site site = WholeSite.site();
    Site.Control control = site.control();
    return new Site(
        site.name(),
        site.zone(),
        position,
        new Site.Grid(30_000, 9_000, Optional.of(20_000.0)),
        site.devices(),
        WholeSite.dearer(site.tariff()),
        site.mqtt(),
        new Site.Control(
            control.cycle(),
            control.plan().multipliedBy(2),
            Site.Objective.SELF_CONSUMPTION,
            control.reserveSocPct() + 20,
            control.outagePerKwh() + 1,
            control.monitorOnly(),
            control.forecaster(),
            control.horizon().plusHours(12),
            control.nowcast(),
            control.negativePrices()),
        site.storage(),
        site.proxies(),
        site.page(),
        site.notifications(),
        site.fleet(),
        site.sources(),
        site.assistant());
  }

  private static void run(WholeSite site, int seconds) {
    for (int second = 0; second < seconds; second++) {
      site.cycle();
      if (second % 5 == 4) {
        site.plan();
      }
    }
  }
}
