package io.spikewatt.controller.alarm;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.hal.signal.Signal;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Advice for people about an alarm, chosen by its cause: an unreachable device needs other advice
 * than one that refuses a write.
 */
public final class AlarmAdvice {

  private static final String ADVICE = "advice.";
  private static final String FAULT = "fault.";

  private AlarmAdvice() {}

  /**
   * Advice for an alarm with its fault, else for the alarm alone; empty if there is none.
   *
   * @param code of the alarm, {@code write/battery1}
   * @param alarm its text
   */
  public static Optional<Phrase> of(String code, Phrase alarm) {
    String key = ADVICE + code.split("/", 2)[0];
    return Stream.concat(fault(alarm).map(fault -> key + "." + fault).stream(), Stream.of(key))
        .filter(Language.ENGLISH::has)
        .map(Phrase::of)
        .findFirst();
  }

  /** Kind of the fault that an alarm reports: {@code unreachable}. */
  private static Optional<String> fault(Phrase alarm) {
    return alarm.values().get("fault") instanceof Phrase fault && fault.key().startsWith(FAULT)
        ? Optional.of(fault.key().substring(FAULT.length()))
        : Optional.empty();
  }

  /** Id of the device that an alarm is about; empty if it is about none. */
  public static Optional<String> device(Phrase alarm) {
    Object signal = alarm.values().get("signal");
    return signal instanceof Signal of
        ? Optional.of(of.deviceId())
        : Optional.ofNullable(alarm.values().get("device")).map(Object::toString);
  }
}
