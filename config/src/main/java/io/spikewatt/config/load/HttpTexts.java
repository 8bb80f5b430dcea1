package io.spikewatt.config.load;

/** Regular expressions of texts that become part of an HTTP request. */
final class HttpTexts {

  /** Scheme, host and port, without a user. */
  static final String ORIGIN =
      "https?://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:[0-9]{1,5})?";

  /** Name of a header that the protocol does not use itself. */
  static final String HEADER =
      "(?i:(?!(host|connection|content-.*|transfer-encoding|upgrade|expect|date|te|trailer"
          + "|via|origin|keep-alive|proxy-.*|sec-.*|access-control-.*)$))"
          + "[A-Za-z][A-Za-z0-9-]{0,63}";

  private HttpTexts() {}
}
