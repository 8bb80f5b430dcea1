package io.spikewatt.controller.assistant.proposal;

import io.spikewatt.controller.json.MalformedMessage;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * One command of the site's catalogue, as it is to be given.
 *
 * @param name as in its topic, for example {@code ev/car1/energy}
 * @param arguments a JSON object in its only canonical spelling, at most 1024 bytes
 * @param validFor how long the command is to hold, in whole seconds
 */
public record ProposedCommand(String name, String arguments, Duration validFor) {

  /** Longest time that a command may hold. */
  static final Duration LONGEST = Duration.ofDays(7);

  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}(/[A-Za-z0-9_-]{1,64}){0,2}");

  /**
   * Reads what a client sent.
   *
   * @param arguments any spelling of a JSON object
   * @throws MalformedMessage if a part is not as a command has it
   */
  public static ProposedCommand of(String name, byte[] arguments, long validForS)
      throws MalformedMessage {
    if (!NAME.matcher(name).matches()) {
      throw new MalformedMessage("expected the name of a command such as ev/car1");
    }
    if (validForS < 1 || validForS > LONGEST.toSeconds()) {
      throw new MalformedMessage(
          "expected a time of 1 to %d s, found %d".formatted(LONGEST.toSeconds(), validForS));
    }
    return new ProposedCommand(name, CanonicalJson.of(arguments), Duration.ofSeconds(validForS));
  }

  /** First word of its name, by which rights permit. */
  public String word() {
    return name.split("/", 2)[0];
  }

  /** On one line, for people. */
  @Override
  public String toString() {
    return name + " " + arguments + " for " + validFor.toSeconds() + " s";
  }
}
