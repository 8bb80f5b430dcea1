package io.spikewatt.config.source;

/**
 * A value that the site's configuration gives to a source, such as its bidding zone.
 *
 * @param name of its placeholder, {@code [a-z][a-z0-9-]*}
 * @param meaning one line, for people
 * @param example a right value
 */
public record SourceSetting(String name, String meaning, String example) {

  /** Values need no escape in an address or a JSON document. */
  public static final String VALUE = "[A-Za-z0-9_.~-]{1,100}";
}
