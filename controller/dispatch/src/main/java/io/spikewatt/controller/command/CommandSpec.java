package io.spikewatt.controller.command;

import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A command that a site takes, described once: it is read by this, and every outlet renders this.
 *
 * @param name what follows {@code command/} in its topic
 * @param device device that it commands; empty = the whole site
 * @param label names of the controlled value
 * @param shape values that it accepts
 * @param meaning the command of a value
 * @param isShortcut whether a value of another command means the same; forms for people leave it
 *     out
 */
public record CommandSpec<V>(
    String name,
    String device,
    Label label,
    CommandShape<V> shape,
    Function<V, SiteCommand> meaning,
    boolean isShortcut) {

  /** Of the whole site. */
  CommandSpec(String name, Label label, CommandShape<V> shape, Function<V, SiteCommand> meaning) {
    this(name, "", label, shape, meaning);
  }

  /** With a form of its own. */
  CommandSpec(
      String name,
      String device,
      Label label,
      CommandShape<V> shape,
      Function<V, SiteCommand> meaning) {
    this(name, device, label, shape, meaning, false);
  }

  /**
   * Names by which users' programs know the controlled value; they never change.
   *
   * @param key of an entity
   * @param title of an entity, for people
   * @param metric of a metric, without its unit
   * @param end of the button that ends the command by its usual value; empty = none
   */
  public record Label(String key, String title, String metric, Optional<Label> end) {

    static Label of(String key, String title, String metric) {
      return new Label(key, title, metric, Optional.empty());
    }

    Label endedBy(String endKey, String endTitle) {
      return new Label(key, title, metric, Optional.of(of(endKey, endTitle, metric)));
    }
  }

  /** First word of its name: rights permit by it, and the page's words are found by it. */
  public String word() {
    return name.split("/", 2)[0];
  }

  /**
   * Reads a value.
   *
   * @param value as its payload has it: a number, a text or an object's fields
   * @param now earlier instants are refused
   * @throws Malformed if it is of another shape, or out of range
   */
  public SiteCommand read(Object value, Instant now) throws Malformed {
    return meaning.apply(shape.parse(value, now));
  }
}
