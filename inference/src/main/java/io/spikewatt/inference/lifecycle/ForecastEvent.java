package io.spikewatt.inference.lifecycle;

/** Something that happened to a series' models or forecasts; the text is one sentence. */
public record ForecastEvent(Kind kind, String text) {

  /** What happened. */
  public enum Kind {
    /** A model was adopted without a trial. */
    ADOPTED,
    /** A challenger began its trial, or learnt on in it. */
    CHALLENGED,
    /** A challenger won and is in use. */
    PROMOTED,
    /** A challenger was dropped. */
    DROPPED,
    /** The predecessor is in use again. */
    ROLLED_BACK,
    /** The published forecast has become worse. */
    DRIFT,
    /** Another candidate is the best lately. */
    LEAD
  }
}
