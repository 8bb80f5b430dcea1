package io.spikewatt.controller.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No alarm and no mode says a word of English in German, or leaves out a name or a number. */
class GermanTextTest {

  private static final Language GERMAN = Language.of("de");

  private static final String CAUSE = "cause that the system reports";

  /** Frequent in English sentences of this program, and in no German one. */
  private static final Pattern ENGLISH =
      Pattern.compile(
          "\\b(the|is|are|of|to|for|with|not|no|were|has|have|does|it|its|that|this|from|by|on|at|be"
              + "|too|and|or|another|while|than|until|unknown|power|set|charge|battery|grid|meter"
              + "|failed|refused|writes?|setpoints?|limit|exceeded|reading|readings|value|stale|timeout|unreachable|frozen|spike|wear|held|waits?|waiting|requested|plan"
              + " valid"
              + "|dropped|messages?|sign|device|page|load|price|exchange|switch|bus|opened)\\b",
          Pattern.CASE_INSENSITIVE);

  /** Texts that programs report, or that are a whole sentence of either language. */
  private static final Map<String, Set<Integer>> NOT_NAMED =
      Map.of(
          "foreignWriter", Set.of(1),
          "gateRefused", Set.of(1),
          "brokerAway", Set.of(0),
          "stateDirectory", Set.of(0),
          "noPage", Set.of(0),
          "notifyFailing", Set.of(1),
          "noAssistant", Set.of(0),
          "sourceFailing", Set.of(1));

  private static String german(Phrase phrase) {
    String text = GERMAN.text(phrase);
    assertTrue(GERMAN.has(phrase.key()), phrase.key());
    assertFalse(text.contains("{"), text);
    assertFalse(phrase.english().contains("{"), phrase.english());
    assertFalse(ENGLISH.matcher(text).find(), text);
    assertFalse(text.contains(CAUSE), text);
    assertFalse(text.isBlank());
    return text;
  }

  private static List<Method> kinds() {
    List<Method> kinds =
        Arrays.stream(AlarmTexts.class.getDeclaredMethods())
            .filter(one -> Modifier.isPublic(one.getModifiers()))
            .toList();
    assertTrue(kinds.size() >= 24, kinds::toString);
    return kinds;
  }

  /** Values of a parameter; each is tried. */
  private static List<Object> samples(Method kind, int place) {
    Class<?> type = kind.getParameterTypes()[place];
    if (type == String.class) {
      boolean cause = NOT_NAMED.getOrDefault(kind.getName(), Set.of()).contains(place);
      return kind.getName().equals("forecastDrift")
          ? List.of("load", "pv", "wind", "price")
          : List.of(cause ? CAUSE : "speicher" + place);
    }
    if (type == double.class) {
      return List.of(1234.4 + place);
    }
    if (type == int.class) {
      return List.of(7 + place);
    }
    if (type == long.class) {
      return List.of(17L + place);
    }
    if (type == boolean.class) {
      return List.of(true, false);
    }
    if (type == Optional.class) {
      return List.of(Optional.of("zaehler7"), Optional.empty());
    }
    if (type == Signal.class) {
      return List.of(new Signal("akku3", Quantity.POWER_W));
    }
    if (type == Fault.class) {
      return Arrays.stream(Fault.Kind.values()).<Object>map(k -> Fault.of(k, CAUSE)).toList();
    }
    if (type == LocalDate.class) {
      return List.of(LocalDate.parse("2026-07-01"));
    }
    if (type == Instant.class) {
      return List.of(Instant.parse("2026-07-0%dT12:00:00Z".formatted(place + 1)));
    }
    throw new AssertionError("no sample of " + type + " for " + kind);
  }

  private static Stream<Object[]> calls(Method kind) {
    Stream<Object[]> calls = Stream.<Object[]>of(new Object[][] {{}});
    for (int place = 0; place < kind.getParameterCount(); place++) {
      List<Object> values = samples(kind, place);
      calls =
          calls.flatMap(
              before ->
                  values.stream()
                      .map(
                          value -> {
                            Object[] more = Arrays.copyOf(before, before.length + 1);
                            more[before.length] = value;
                            return more;
                          }));
    }
    return calls;
  }

  /** What has to be in the sentence; empty = nothing in particular. */
  private static String named(Method kind, Object value) {
    return switch (value) {
      case String text when kind.getName().equals("forecastDrift") || text.equals(CAUSE) -> "";
      case String text -> text;
      case Double size when kind.getName().startsWith("sourceUnit") -> "%.0f".formatted(size);
      case Double watts -> "%.0f W".formatted(watts);
      case Integer number -> "" + number;
      case Long number -> "" + number;
      case Optional<?> name -> name.isPresent() ? name.get().toString() : "";
      case Boolean _, Fault _ -> "";
      default -> value.toString();
    };
  }

  @Test
  void every_kind_of_alarm_has_a_german_sentence_with_its_names_and_numbers() throws Exception {
    for (Method kind : kinds()) {
      for (Object[] values : calls(kind).toList()) {
        Phrase text = (Phrase) kind.invoke(null, values);
        String german = german(text);
        assertNotEquals(text.english(), german);
        for (Object value : values) {
          String name = named(kind, value);
          assertTrue(german.contains(name), () -> name + " is not in " + german);
          assertTrue(text.english().contains(name), () -> name + " is not in " + text.english());
        }
      }
    }
  }

  @Test
  void every_kind_of_fault_says_something_else() {
    Set<String> said = new HashSet<>();
    for (Fault.Kind kind : Fault.Kind.values()) {
      assertTrue(said.add(german(AlarmTexts.device("pv1", Fault.of(kind, "")))), kind::name);
    }
  }

  @Test
  void every_mode_and_every_reason_of_one_is_german() {
    Set<Class<?>> seen = new HashSet<>();
    for (Mode mode : modes()) {
      german(Phrase.of("mode." + mode.name()));
      assertNotEquals(mode.reason().english(), german(mode.reason()));
      seen.add(mode.getClass());
    }
    assertEquals(leaves(Mode.class), seen, "a mode is missing here");
    assertTrue(
        german(hold("meter1/power_w: timeout: " + CAUSE).reason()).contains("meter1/power_w"));
  }

  private static Mode hold(String detail) {
    return new Mode.Hold(new Mode.GridPowerUnknown(detail), Optional.empty(), Optional.empty());
  }

  private static Set<Class<?>> leaves(Class<?> type) {
    Set<Class<?>> found = new HashSet<>();
    if (!type.isSealed()) {
      found.add(type);
      return found;
    }
    Arrays.stream(type.getPermittedSubclasses()).forEach(one -> found.addAll(leaves(one)));
    return found;
  }

  /** Every mode with every reason that it can have. */
  private static List<Mode> modes() {
    Moment now = new Moment(0, Instant.parse("2026-06-09T10:00:00Z"));
    Optional<Moment> none = Optional.empty();
    Optional<Moment> since = Optional.of(now);
    List<Mode> modes = new ArrayList<>();
    modes.add(new Mode.Starting(now, false));
    modes.add(hold("no grid meter is configured"));
    modes.add(hold("meter1/power_w: " + CAUSE));
    modes.add(hold(""));
    modes.add(new Mode.Hold(new Mode.HoldRequested(), none, Optional.empty()));
    List<Mode.Separation> stages = new ArrayList<>();
    stages.add(new Mode.Approach(none));
    stages.add(new Mode.SwitchOpening(now));
    for (Mode.RuleCause cause : Mode.RuleCause.values()) {
      modes.add(new Mode.SelfConsumption(cause, none));
    }
    for (Mode.Obstacle why : Mode.Obstacle.values()) {
      stages.add(new Mode.GivenUp(now, why));
    }
    assertEquals(
        leaves(Mode.Separation.class),
        new HashSet<>(stages.stream().map(Object::getClass).toList()));
    for (Optional<Moment> blind : List.of(none, since)) {
      modes.add(new Mode.Auto(blind));
      modes.add(new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, blind));
      modes.add(new Mode.IslandTest(blind));
      stages.forEach(stage -> modes.add(new Mode.Islanding(now, stage, blind)));
      modes.add(new Mode.Reconnecting(now, none, none, blind));
      modes.add(new Mode.Reconnecting(now, since, none, blind));
      modes.add(new Mode.Reconnecting(now, since, since, blind));
      for (Mode.Cause cause : Mode.Cause.values()) {
        modes.add(new Mode.Islanded(now, cause, blind, none));
      }
      for (Mode.Step step : Mode.Step.values()) {
        modes.add(new Mode.BlackStart(now, step, now, 2, blind));
      }
    }
    return modes;
  }
}
