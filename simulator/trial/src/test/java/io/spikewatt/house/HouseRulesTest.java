package io.spikewatt.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.dispatch.Dispatcher;
import io.spikewatt.controller.optimise.SupplyOptions;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house that the compiler cannot keep. */
class HouseRulesTest {

  /** Parts of the JDK that every room may use. */
  private static final String JDK = "java..";

  private static final String EXCHANGE = "io.spikewatt.inference.[nir|netx|hdf5]..";

  /** Updates of weights and their masks: the JDK's cryptography, no features and no forecasts. */
  private static final String FEDERATED = "io.spikewatt.inference.federated..";

  private static final JavaClasses house =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(at -> !at.contains("/testkit"))
          .importPackages("io.spikewatt");

  private static final MainSources sources = MainSources.parse();

  @BeforeAll
  static void every_room_was_found() {
    for (String room :
        List.of("hal", "config", "drivers", "inference", "controller", "fleet", "simulator")) {
      assertTrue(
          house.stream().anyMatch(c -> c.getPackageName().startsWith("io.spikewatt." + room + ".")),
          "no class of " + room + " on the test's class path");
    }
  }

  @Test
  void hal_knows_nothing_but_the_jdk_and_pi4j_behind_the_pins() {
    check(
        classes()
            .that(resideInAPackage("io.spikewatt.hal..").and(notIn("io.spikewatt.hal.gpio..")))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(JDK, "io.spikewatt.hal..", "org.jspecify..")));
    check(
        classes()
            .that()
            .resideInAPackage("io.spikewatt.hal.gpio..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(JDK, "io.spikewatt.hal..", "org.jspecify..", "com.pi4j..")));
  }

  @Test
  void inference_knows_nothing_but_the_jdk_and_hdf5_behind_the_exchange_of_networks() {
    check(
        classes()
            .that(
                resideInAPackage("io.spikewatt.inference..")
                    .and(notIn(EXCHANGE))
                    .and(notIn(FEDERATED)))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(JDK, "io.spikewatt.inference..", "org.jspecify..")
                    .and(notIn(EXCHANGE))));
    check(
        classes()
            .that()
            .resideInAPackage(FEDERATED)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    JDK,
                    "javax.crypto..",
                    FEDERATED,
                    "io.spikewatt.inference.graded..",
                    "io.spikewatt.inference.spike..",
                    "org.jspecify..")));
    check(
        classes()
            .that()
            .resideInAPackage(EXCHANGE)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    JDK, "io.spikewatt.inference..", "org.jspecify..", "io.jhdf..")));
  }

  /** So the gateway's daemon never loads a class of an agent; the demo's site runs one beside. */
  @Test
  void only_the_compute_agent_knows_its_rooms() {
    String agent = "io.spikewatt.controller.compute..";
    assertTrue(house.contain("io.spikewatt.controller.compute.agent.ComputeAgentMain"));
    check(
        noClasses()
            .that(notIn(agent).and(notIn("io.spikewatt.simulator..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(agent));
  }

  /** So the daemon, which runs no such command, never loads a class of the HDF5 library. */
  @Test
  void only_the_commands_that_export_a_network_know_the_exchange() {
    check(
        noClasses()
            .that(notIn(EXCHANGE))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jhdf.."));
    String nir = "io.spikewatt.controller.lab.NirExportCommand";
    String netx = "io.spikewatt.controller.lab.NetxExportCommand";
    assertTrue(house.contain(nir) && house.contain(netx));
    check(
        noClasses()
            .that(
                notIn(EXCHANGE)
                    .and(DescribedPredicate.not(HasName.Predicates.name(nir)))
                    .and(
                        DescribedPredicate.not(HasName.Predicates.nameMatching(netx + "(\\$.*)?"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(EXCHANGE));
  }

  @Test
  void config_knows_the_vocabulary_of_hal_and_hides_its_parser() {
    check(
        classes()
            .that(
                resideInAPackage("io.spikewatt.config..").and(notIn("io.spikewatt.config.load..")))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    JDK, "io.spikewatt.config..", "io.spikewatt.hal..", "org.jspecify..")));
    check(
        noClasses()
            .that(notIn("io.spikewatt.config.load.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.snakeyaml.."));
  }

  @Test
  void each_protocol_library_is_seen_by_its_own_package_only() {
    hidden("com.ghgande.j2mod..", "io.spikewatt.drivers.modbus..");
    hidden("org.eclipse.milo..", "io.spikewatt.drivers.opcua..");
    hidden("org.eclipse.paho..", "io.spikewatt.drivers.mqtt..");
    hidden("org.openmuc.j62056..", "io.spikewatt.drivers.iec62056..");
    hidden(
        "java.sql..",
        "io.spikewatt.controller.history..",
        "io.spikewatt.controller.forecast..",
        "io.spikewatt.controller.resilience..",
        "io.spikewatt.fleet.store..",
        "io.spikewatt.fleet.demo..");
    hidden("io.moquette..", "io.spikewatt.fleet.broker..");
    hidden("com.rabbitmq..", "io.spikewatt.fleet.stream..");
  }

  private static void hidden(String library, String... rooms) {
    String[] allowed = Arrays.copyOf(rooms, rooms.length + 2);
    allowed[rooms.length] = "io.spikewatt.simulator..";
    allowed[rooms.length + 1] = "org.openmuc..";
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(allowed)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library));
  }

  @Test
  void drivers_and_inference_do_not_know_the_controller() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("io.spikewatt.drivers..", "io.spikewatt.inference..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.spikewatt.controller..", "io.spikewatt.simulator.."));
  }

  /** The connection to a broker is no device. */
  @Test
  void device_drivers_are_known_to_setup_io_assembly_and_daemon_alone() {
    check(
        noClasses()
            .that(
                resideInAnyPackage("io.spikewatt.controller..", "io.spikewatt.fleet..")
                    .and(notIn("io.spikewatt.controller.setup.."))
                    .and(notIn("io.spikewatt.controller.io.."))
                    .and(notIn("io.spikewatt.controller.assembly.."))
                    .and(notIn("io.spikewatt.controller.daemon..")))
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.spikewatt.drivers..")
                    .and(notIn("io.spikewatt.drivers.mqtt.."))
                    .and(notIn("io.spikewatt.drivers.secret.."))));
  }

  /** Their slots are handed over: neither prices nor plans are known where answers are read. */
  @Test
  void sources_know_no_other_room_of_the_controller() {
    check(
        classes()
            .that()
            .resideInAPackage("io.spikewatt.controller.source..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    JDK,
                    "javax.net.ssl..",
                    "io.spikewatt.hal..",
                    "io.spikewatt.config..",
                    "io.spikewatt.drivers.mqtt..",
                    "io.spikewatt.drivers.secret..",
                    "io.spikewatt.controller.json..",
                    "io.spikewatt.controller.httpclient..",
                    "io.spikewatt.controller.source..",
                    "org.tinylog..",
                    "org.jspecify..")));
  }

  @Test
  void nothing_in_service_depends_on_the_simulator() {
    check(
        noClasses()
            .that(notIn("io.spikewatt.simulator.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.spikewatt.simulator.."));
  }

  @Test
  void nothing_outside_the_fleet_depends_on_it() {
    check(
        noClasses()
            .that(notIn("io.spikewatt.fleet.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.spikewatt.fleet.."));
  }

  @Test
  void the_fleet_knows_neither_the_daemon_nor_its_command_line_history_or_report() {
    check(
        noClasses()
            .that(resideInAPackage("io.spikewatt.fleet..").and(notIn("io.spikewatt.fleet.demo..")))
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.spikewatt.controller..")
                    .and(notIn("io.spikewatt.controller.protocol.."))
                    .and(notIn("io.spikewatt.controller.json.."))
                    .and(notIn("io.spikewatt.controller.http.."))));
  }

  /** Or a mistake in the gate would be made twice and seen by nobody. */
  @Test
  void the_envelopes_recorder_shares_no_code_with_what_it_watches() {
    String envelope = "io.spikewatt.simulator.envelope..";
    check(
        classes()
            .that()
            .resideInAPackage(envelope)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    JDK, envelope, "io.spikewatt.simulator.physics..", "org.jspecify..")));
    check(
        noClasses()
            .that()
            .resideInAPackage(envelope)
            .should()
            .transitivelyDependOnClassesThat(
                resideInAnyPackage(
                        "io.spikewatt.hal.guard..",
                        "io.spikewatt.controller..",
                        "io.spikewatt.drivers..")
                    .or(HasName.Predicates.name("io.spikewatt.config.site.OutputSpecs"))));
  }

  @Test
  void only_hal_time_reads_a_clock_or_sleeps() {
    check(
        noClasses()
            .that(notIn("io.spikewatt.hal.time.."))
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.LocalDateTime.class, "now")
            .orShould()
            .callMethod(java.time.ZonedDateTime.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .orShould()
            .callMethod(java.util.concurrent.TimeUnit.class, "sleep", long.class));
  }

  /** Or a run of {@code bench/chaos} could not be repeated. */
  @Test
  void chance_has_a_seed_except_in_the_links_to_brokers_and_plcs() {
    check(
        noClasses()
            .that(notIn("io.spikewatt.drivers.mqtt..").and(notIn("io.spikewatt.drivers.opcua..")))
            .should()
            .callConstructor(java.util.Random.class)
            .orShould()
            .callConstructor(java.util.SplittableRandom.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .callMethod(System.class, "identityHashCode", Object.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.concurrent.ThreadLocalRandom.class));
  }

  @Test
  void there_is_no_static_mutable_state() {
    check(
        fields()
            .that()
            .areStatic()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .beFinal());
  }

  @Test
  void only_the_gate_and_its_setpoints_make_an_approved_setpoint() {
    check(
        constructors()
            .that()
            .areDeclaredIn(ApprovedSetpoint.class)
            .should()
            .notBePublic()
            .andShould()
            .notBeProtected());
    check(
        classes()
            .that()
            .containAnyMethodsThat(
                DescribedPredicate.describe(
                    "construct an approved setpoint",
                    method ->
                        method.getConstructorCallsFromSelf().stream()
                            .anyMatch(
                                c -> c.getTargetOwner().isEquivalentTo(ApprovedSetpoint.class))))
            .should(be(belongToAnyOf(CommandGate.class, ApprovedSetpoint.class))));
  }

  @Test
  void a_device_can_be_written_with_an_approved_setpoint_only() {
    List<Method> writing =
        Arrays.stream(Device.class.getMethods())
            .filter(m -> m.getReturnType().getSimpleName().equals("WriteReceipt"))
            .toList();
    assertTrue(writing.size() >= 1);
    for (Method method : writing) {
      assertEquals(ApprovedSetpoint.class, method.getParameterTypes()[0], method.toString());
    }
  }

  @Test
  void only_the_device_runner_and_the_installers_commissioning_write_to_devices() {
    check(
        noClasses()
            .that(
                resideInAPackage("io.spikewatt.controller..")
                    .and(notIn("io.spikewatt.controller.io.."))
                    .and(notIn("io.spikewatt.controller.commission..")))
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "writes to a device",
                    call ->
                        call.getTargetOwner().isAssignableTo(Device.class)
                            && List.of("write", "release").contains(call.getTarget().getName()))));
  }

  @Test
  void nullness_is_checked_in_every_package() {
    check(
        classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith(org.jspecify.annotations.NullMarked.class));
  }

  @Test
  void no_rooms_depend_on_each_other_in_a_circle() {
    check(slices().matching("io.spikewatt.(*).(*)..").should().beFreeOfCycles());
  }

  /**
   * An import that only serves a comment is in no class file, and misleads a reader all the same.
   */
  @Test
  void no_imports_close_a_circle_of_rooms() {
    assertEquals(List.of(), Circles.of(sources.imports()));
  }

  @Test
  void no_file_of_dispatch_plan_and_optimise_is_in_a_circle_of_more_than_three() {
    assertEquals(Set.of(), tangled(Dispatcher.class.getPackageName()));
    assertEquals(Set.of(), tangled(Planner.class.getPackageName()));
    assertEquals(Set.of(), tangled(SupplyOptions.class.getPackageName()));
  }

  private static Set<String> tangled(String room) {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type : house) {
      if (type.getPackageName().equals(room)) {
        Set<String> used = uses.computeIfAbsent(file(type), name -> new TreeSet<>());
        type.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(other -> other.getPackageName().equals(room))
            .map(HouseRulesTest::file)
            .filter(name -> !name.equals(file(type)))
            .forEach(used::add);
      }
    }
    Set<String> tangled = new TreeSet<>();
    Circles.of(uses).stream().filter(circle -> circle.size() > 3).forEach(tangled::addAll);
    return tangled;
  }

  private static String file(JavaClass type) {
    String name = type.getName().substring(type.getPackageName().length() + 1);
    return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
  }

  private static final String ASSET = "io.spikewatt.controller.asset";

  /** The one switch over all roles. */
  private static final String ASSET_SWITCH = ASSET + ".site";

  private static final DescribedPredicate<JavaClass> KIND =
      DescribedPredicate.describe(
          "are of one kind of asset",
          c ->
              c.getPackageName().startsWith(ASSET + ".")
                  && !c.getPackageName().equals(ASSET_SWITCH));

  private static final DescribedPredicate<JavaClass> ROLE_OF_A_KIND =
      DescribedPredicate.describe(
          "are a variant of Role",
          c ->
              !c.isEquivalentTo(Role.class) && outermost(c.getName()).equals(Role.class.getName()));

  @Test
  void the_stages_of_control_know_no_kind_of_asset() {
    for (String stage :
        List.of("estimate", "plan", "optimise", "dispatch", "mode", "report", "follow")) {
      check(knowNoKind("io.spikewatt.controller." + stage + ".."));
    }
  }

  private static final DescribedPredicate<JavaClass> STATE_OF_A_KIND =
      DescribedPredicate.describe(
          "are the state of one kind of asset",
          c -> c.isAssignableTo(AssetState.class) && !c.isEquivalentTo(AssetState.class));

  /** An asset's state says what they need of it. */
  @Test
  void plans_modes_and_reports_know_no_state_of_one_kind() {
    for (String stage : List.of("plan", "optimise", "mode", "report", "follow", "limit")) {
      check(
          noClasses()
              .that()
              .resideInAPackage("io.spikewatt.controller." + stage + "..")
              .should()
              .dependOnClassesThat(STATE_OF_A_KIND));
    }
  }

  @Test
  void the_rule_of_kinds_finds_what_it_forbids() {
    assertTrue(knowNoKind(ASSET_SWITCH).evaluate(house).hasViolation());
    for (DescribedPredicate<JavaClass> forbidden : List.of(KIND, ROLE_OF_A_KIND, STATE_OF_A_KIND)) {
      assertTrue(house.stream().filter(forbidden).count() > 5, forbidden.getDescription());
    }
  }

  private static ArchRule knowNoKind(String stage) {
    return noClasses()
        .that()
        .resideInAPackage(stage)
        .should()
        .dependOnClassesThat(KIND.or(ROLE_OF_A_KIND));
  }

  /** Nor the stages: what a kind offers is a record of the room above it. */
  @Test
  void kinds_of_assets_do_not_know_each_other() {
    check(
        classes()
            .that(KIND)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        JDK,
                        "org.jspecify..",
                        "io.spikewatt.hal..",
                        "io.spikewatt.config..",
                        "io.spikewatt.controller.setpoint..",
                        ASSET)
                    .or(KIND)));
    check(
        slices()
            .matching(ASSET + ".(*)")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage(ASSET_SWITCH), DescribedPredicate.alwaysTrue()));
  }

  @Test
  void no_name_stands_for_two_types() {
    assertEquals(Set.of(), sources.namesTwice());
  }

  @Test
  void a_record_of_more_than_eight_components_has_a_reason() {
    onlyKnown(KnownViolations.LARGE_RECORDS.keySet(), sources.recordsLargerThan(8));
  }

  @Test
  void no_constructor_has_more_than_eight_parameters() {
    assertEquals(Set.of(), sources.constructorsLongerThan(8));
  }

  @Test
  void no_parameter_is_called_out() {
    assertEquals(Set.of(), sources.parametersCalledOut());
  }

  @Test
  void results_of_dispatch_plan_optimise_and_blend_are_returned_and_not_filled_in() {
    Set<String> fillers = new TreeSet<>();
    fillers.addAll(sources.fillers(Set.of("controller.dispatch")));
    fillers.addAll(sources.fillers(Set.of("controller.plan", "controller.optimise")));
    fillers.addAll(sources.fillers(Set.of("controller.backtest")));
    fillers.addAll(sources.fillers(Set.of("inference.blend")));
    assertEquals(Set.of(), fillers);
  }

  @Test
  void nobody_else_writes_the_fields_of_plan_optimise_and_backtest() {
    check(
        fields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(
                "io.spikewatt.controller.plan..",
                "io.spikewatt.controller.optimise..",
                "io.spikewatt.controller.backtest..")
            .and()
            .areNotPrivate()
            .should()
            .beFinal());
  }

  /** Neither a new violation nor one that is over but still listed. */
  private static void onlyKnown(Set<String> known, Set<String> found) {
    Set<String> fresh = new TreeSet<>(found);
    fresh.removeAll(known);
    Set<String> over = new TreeSet<>(known);
    over.removeAll(found);
    assertAll(
        () -> assertEquals(Set.of(), fresh, "new violations"),
        () -> assertEquals(Set.of(), over, "over: to be taken out of KnownViolations"));
  }

  private static DescribedPredicate<JavaClass> notIn(String room) {
    return DescribedPredicate.not(resideInAPackage(room));
  }

  /** What a slot costs and which sources serve it may be known elsewhere, the recursion may not. */
  @Test
  void there_is_one_planner() {
    String optimise = "io.spikewatt.controller.optimise.";
    DescribedPredicate<JavaClass> recursion =
        resideInAPackage("io.spikewatt.controller.optimise..")
            .and(
                DescribedPredicate.describe(
                    "are part of the recursion",
                    c ->
                        !List.of("SupplyOptions", "SlotCost", "SupplyMix", "GridResolution")
                            .contains(outermost(c.getName()).substring(optimise.length()))));
    check(
        noClasses()
            .that(
                notIn("io.spikewatt.controller.optimise..")
                    .and(notIn("io.spikewatt.controller.plan..")))
            .should()
            .dependOnClassesThat(recursion));
    check(
        classes()
            .that()
            .haveFullyQualifiedName("io.spikewatt.controller.backtest.PlannerPolicy")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.spikewatt.controller.plan.Planner"));
  }

  private static String outermost(String name) {
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private static void check(ArchRule rule) {
    rule.check(house);
  }
}
