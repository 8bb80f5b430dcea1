package io.spikewatt.config.source;

/**
 * Place of a secret in a request.
 *
 * @param place where it stands
 * @param name of the header or parameter; empty for the other places
 */
public record SourceAuthentication(Place place, String name) {

  /** The service asks for no secret. */
  public static final SourceAuthentication NONE = new SourceAuthentication(Place.NONE, "");

  /** Place of a secret in a request. */
  public enum Place {
    /** There is none. */
    NONE,
    /** Header {@code Authorization}, after the word {@code Bearer}. */
    BEARER,
    /** Header {@code Authorization}, with a user name, in base 64. */
    BASIC,
    /** A header of its own. */
    HEADER,
    /** A parameter of the address. */
    QUERY
  }

  /** True if a site must name a file that holds the secret. */
  public boolean needsSecret() {
    return place != Place.NONE;
  }
}
