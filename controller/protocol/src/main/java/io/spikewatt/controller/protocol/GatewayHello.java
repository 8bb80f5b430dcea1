package io.spikewatt.controller.protocol;

import io.spikewatt.controller.json.FlatJson;
import io.spikewatt.controller.json.MalformedMessage;
import java.util.Map;

/**
 * A gateway's first message after each connect. The protocol is checked before anything else.
 *
 * @param protocol version that the gateway speaks
 * @param features name of the inputs of the model that it trains; empty = it takes part in no round
 * @param climate coarse group of its place
 * @param software version that it runs
 */
public record GatewayHello(long protocol, String features, String climate, String software) {

  /** Version of these messages; 1 had no signed lists of survivors, and errors in trial reports. */
  public static final long PROTOCOL = 2;

  /** Last level of its topic. */
  public static final String TOPIC = "hello";

  /** Longer than any name of inputs, place or version, characters. */
  private static final int MOST_CHARACTERS = 64;

  public byte[] encoded() {
    return new FlatJson(
            Map.of(
                "protocol", Long.toString(protocol),
                "features", features,
                "climate", climate,
                "software", software))
        .bytes();
  }

  /**
   * Reverses {@link #encoded}. Of another protocol only its number is read. Every text is one that
   * a log or a terminal may show.
   *
   * @throws MalformedMessage for other bytes
   */
  public static GatewayHello decoded(byte[] payload) throws MalformedMessage {
    FlatJson json = FlatJson.read(payload);
    long protocol = json.integer("protocol");
    return protocol == PROTOCOL
        ? new GatewayHello(
            protocol, text(json, "features"), text(json, "climate"), text(json, "software"))
        : new GatewayHello(protocol, "", "", "");
  }

  private static String text(FlatJson json, String name) throws MalformedMessage {
    String text = json.text(name);
    if (text.length() > MOST_CHARACTERS || !VisibleText.isVisible(text)) {
      throw new MalformedMessage(
          "at most %d visible characters expected in %s".formatted(MOST_CHARACTERS, name));
    }
    return text;
  }
}
