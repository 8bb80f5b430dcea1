package io.spikewatt.controller.assistant.ask;

import io.spikewatt.controller.json.JsonWriter;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Finds the tool that answers a common question, in English or German, without a language model.
 * The first rule that fits decides. A question that no rule fits is not guessed at.
 */
public final class QuestionRules {

  /** A question longer than this is not a common one, and patterns would take long. */
  private static final int LONGEST = 400;

  private static final String CAR = "\\b(car|ev|auto|wagen)\\b";
  private static final String PUMP = "heat ?pump|wärmepumpe";
  private static final String WHY = "\\b(why|reason|who told|warum|wieso|weshalb|grund)\\b";
  private static final String SUN =
      "\\b(solar\\w*|sun|pv|sonne|sonnen\\w*|production|erzeugung)\\b";
  private static final String FORECAST = "forecast|prognose|vorhersage|\\bexpected\\b|erwartet";

  /** Suppositions and requests: a rule would answer something else. */
  private static final Pattern OTHER =
      Pattern.compile(
          "what if|what happens (with|if)|\\bwas wäre\\b|^(stop|start|set|raise|lift|do not|don't)\\b"
              + "|^(stoppe?|starte?|setze?|erhöhe?)\\b");

  private record Asked(String words, QuestionTime time, LocalDateTime now) {}

  /**
   * One kind of question.
   *
   * @param example for people
   * @param has patterns that must all be found
   * @param lacks patterns of which none may be found
   * @param call the tool's call; empty = the question lacks a time that it needs
   */
  private record Rule(
      String example,
      List<Pattern> has,
      List<Pattern> lacks,
      Function<Asked, Optional<ToolCall>> call) {

    Optional<ToolCall> answer(Asked asked) {
      boolean fits =
          has.stream().allMatch(one -> one.matcher(asked.words).find())
              && lacks.stream().noneMatch(one -> one.matcher(asked.words).find());
      return fits ? call.apply(asked) : Optional.empty();
    }
  }

  private static final List<Rule> RULES =
      List.of(
          rule(
              "Is something wrong with my configuration?",
              List.of("\\bconfiguration\\b|site file|konfiguration|site-datei"),
              List.of(),
              plain("configuration")),
          rule(
              "What alarms are there?",
              List.of("\\balarms?\\b|\\balarme\\b|(any|some)thing wrong|etwas nicht in ordnung"),
              List.of(),
              plain("alarms")),
          rule(
              "Which device does not answer?",
              List.of("\\bdevices?\\b|\\bgeräte?\\b"),
              List.of(WHY),
              plain("devices")),
          rule(
              "How much sun is expected tomorrow?",
              List.of(SUN, FORECAST, "tomorrow|\\bmorgen\\b"),
              List.of(CAR),
              asked -> Optional.of(forecast("pv", Optional.empty()))),
          rule(
              "How good was yesterday's solar forecast?",
              List.of(SUN, FORECAST),
              List.of("tomorrow|\\bmorgen\\b", "\\b(load|consumption|price|last|verbrauch)\\b"),
              asked -> asked.time.day().map(day -> forecast("pv", Optional.of(day)))),
          rule(
              "How good was yesterday's load forecast?",
              List.of("\\b(load|consumption|verbrauchs?\\w*|lastprognose)\\b", FORECAST),
              List.of("tomorrow|\\bmorgen\\b", "price"),
              asked -> asked.time.day().map(day -> forecast("load", Optional.of(day)))),
          rule(
              "What did we save against plain self-consumption last month?",
              List.of(
                  "(better|against|than|compared|besser|gegen\\w*|vergl\\w*) .*"
                      + "(self-consumption|eigenverbrauch)"
                      + "|(optimi[sz]ation|control|optimierung|steuerung).*(saved|gespart|better)"),
              List.of(),
              asked -> Optional.of(costs(asked.time.period().orElse(lastMonth(asked.now))))),
          rule(
              "How much did the battery save last month?",
              List.of(
                  "\\b(saved?|savings)\\b|without the battery|gespart|ersparnis"
                      + "|ohne (die |den )?(batterie|speicher)"),
              List.of(CAR, PUMP),
              asked -> asked.time.period().map(QuestionRules::costs)),
          rule(
              "What was the highest peak of October?",
              List.of("\\bpeak\\b|highest|draw most|höchste\\w*|spitze"),
              List.of("\\bprice|preis", WHY, CAR, PUMP),
              asked -> asked.time.period().map(QuestionRules::history)),
          rule(
              "What was our self-sufficiency last month?",
              List.of("self-sufficien|independent|not come from the grid|autarkie|unabhängig"),
              List.of(WHY),
              asked -> asked.time.period().map(QuestionRules::history)),
          rule(
              "How much of the solar energy did we use ourselves in October?",
              List.of(
                  "self-consumption|eigenverbrauch"
                      + "|(solar|sun|sonne).*(ourselves|kept|selbst)"),
              List.of(WHY, CAR, PUMP),
              asked -> asked.time.period().map(QuestionRules::history)),
          rule(
              "How much did we import and export last month?",
              List.of("import.*export|from and to the grid|bezug.*einspeis|bezogen.*eingespeist"),
              List.of(WHY, "price|preis|limit"),
              asked -> asked.time.period().map(QuestionRules::history)),
          rule(
              "What did yesterday cost?",
              List.of("\\b(costs?|pay|paid|spend|spent)\\b|kosten|kostete|gekostet|bezahlt"),
              List.of(
                  CAR,
                  PUMP,
                  WHY,
                  "feeding in|export|einspeis",
                  "\\b(kwh|kilowatt\\w*)\\b",
                  "tomorrow|\\bmorgen\\b"),
              asked -> asked.time.period().map(QuestionRules::costs)),
          rule(
              "Will the car be full at 7?",
              List.of(CAR, "charged|ready|\\bfull\\b|geladen|bereit|\\bvoll\\b"),
              List.of(WHY, "full power|volle leistung", "\\b(did|was|hat|wurde)\\b(?! not)"),
              QuestionRules::ahead),
          rule(
              "When does the battery charge next?",
              List.of(
                  "batter|speicher",
                  "charg|läd|lade",
                  "\\b(next|nächste\\w*|wieder)\\b|\\bwhen will\\b|\\bwann wird\\b"),
              List.of(CAR, WHY),
              QuestionRules::ahead),
          rule(
              "Which commands are in force?",
              List.of(
                  "\\bcommands?\\b|overrid|in force|who decides|befehl|übersteuer|wer entscheidet"),
              List.of(WHY),
              QuestionRules::limits),
          rule(
              "What limits the import now?",
              List.of(
                  "what limits|how much may (i|we)|less than (its )?full power"
                      + "|was begrenzt|wie ?viel (darf|dürfen)"),
              List.of(),
              QuestionRules::limits),
          rule(
              "Why did it charge at 3 am?",
              List.of(WHY + "|what did .* do"),
              List.of("\\b(will|wird)\\b"),
              QuestionRules::whyThen),
          rule(
              "Why is it charging?",
              List.of(WHY, "charg|batter|grid|discharg|\\bläd|\\blade|\\bentläd|speicher|netz"),
              List.of("\\b(will|wird)\\b", CAR, PUMP, "forecast|prognose", "reserve"),
              asked ->
                  asked.time.day().isEmpty()
                          && asked.time.clock().isEmpty()
                          && asked.time.period().isEmpty()
                      ? Optional.of(new ToolCall("why", "{}"))
                      : Optional.empty()),
          rule(
              "What is the house using right now?",
              List.of(
                  "\\bnow\\b|at the moment|currently|\\bjetzt\\b|gerade|momentan",
                  "\\busing\\b|\\bpowers?\\b|verbrauch|leistung|\\bstrom\\b"),
              List.of(WHY, CAR, "price|preis"),
              asked ->
                  asked.time.period().isEmpty() && asked.time.clock().isEmpty()
                      ? Optional.of(new ToolCall("now", "{}"))
                      : Optional.empty()));

  private QuestionRules() {}

  /**
   * The call that answers a question; empty if no rule fits.
   *
   * @param now on the site's clock
   */
  public static Optional<ToolCall> call(String question, LocalDateTime now) {
    if (question.length() > LONGEST) {
      return Optional.empty();
    }
    String words = question.strip().toLowerCase(Locale.ROOT).replace('’', '\'');
    if (OTHER.matcher(words).find()) {
      return Optional.empty();
    }
    Asked asked = new Asked(words, QuestionTime.of(words, now), now);
    return RULES.stream().flatMap(rule -> rule.answer(asked).stream()).findFirst();
  }

  /** A question of each kind that is answered, for people. */
  public static List<String> examples() {
    return RULES.stream().map(Rule::example).toList();
  }

  private static Rule rule(
      String example,
      List<String> has,
      List<String> lacks,
      Function<Asked, Optional<ToolCall>> call) {
    return new Rule(example, patterns(has), patterns(lacks), call);
  }

  private static List<Pattern> patterns(List<String> texts) {
    return texts.stream()
        .map(text -> Pattern.compile(text, Pattern.UNICODE_CHARACTER_CLASS))
        .toList();
  }

  private static Function<Asked, Optional<ToolCall>> plain(String tool) {
    return asked -> Optional.of(new ToolCall(tool, "{}"));
  }

  /** The plan knows the coming hours alone. */
  private static Optional<ToolCall> ahead(Asked asked) {
    return asked.time.day().isEmpty() ? Optional.of(new ToolCall("plan", "{}")) : Optional.empty();
  }

  private static Optional<ToolCall> limits(Asked asked) {
    return asked.time.period().isEmpty()
        ? Optional.of(new ToolCall("limits", "{}"))
        : Optional.empty();
  }

  /** A time without a day is the last such time. */
  private static Optional<ToolCall> whyThen(Asked asked) {
    return asked
        .time
        .clock()
        .map(
            clock -> {
              LocalDate today = asked.now.toLocalDate();
              LocalDate last = clock.isAfter(asked.now.toLocalTime()) ? today.minusDays(1) : today;
              LocalDateTime at = asked.time.day().orElse(last).atTime(clock);
              return new ToolCall("why", JsonWriter.text(json -> json.put("at", at.toString())));
            });
  }

  private static QuestionTime.Period lastMonth(LocalDateTime now) {
    return new QuestionTime.Period("month", now.toLocalDate().withDayOfMonth(1).minusMonths(1));
  }

  private static ToolCall costs(QuestionTime.Period period) {
    return new ToolCall("costs", period(period));
  }

  private static ToolCall history(QuestionTime.Period period) {
    return new ToolCall("history", period(period));
  }

  private static String period(QuestionTime.Period period) {
    return JsonWriter.text(
        json -> json.put("period", period.word()).put("from", period.from().toString()));
  }

  private static ToolCall forecast(String series, Optional<LocalDate> day) {
    return new ToolCall(
        "forecast",
        JsonWriter.text(
            json -> {
              json.put("series", series);
              day.ifPresent(date -> json.put("on", date.toString()));
            }));
  }
}
