package io.spikewatt.config.source;

import java.time.Duration;
import java.util.Optional;

/** Where start and value of each slot are in a service's answer. */
public sealed interface AnswerShape {

  /** A JSON document with a list of objects. */
  record Rows(RowPlaces places) implements AnswerShape {}

  /**
   * A JSON document with one list of times and one of values, equally long.
   *
   * @param fields paths of the lists
   * @param unit where the unit is stated; empty = nowhere
   */
  record Columns(SlotFields fields, Optional<StatedUnit> unit) implements AnswerShape {}

  /**
   * An XML document of IEC 62325-451-3 with points, as ENTSO-E publishes it. In curve type A03 a
   * missing point means "as the one before"; in A01 it is missing.
   *
   * @param auction classification sequence of the auction, from 1; a document without sequences has
   *     one auction, the first
   */
  record Iec62325(int auction) implements AnswerShape {}

  /**
   * A GraphQL query by POST, with rows in its answer. A member {@code errors} is a failure.
   *
   * @param query text of the query, with placeholders
   */
  record Graphql(String query, RowPlaces places) implements AnswerShape {}

  /**
   * Lines {@code year;month;day;period;values…}. The period counts quarter hours or hours of the
   * local day from 1: 92, 96 or 100 of them, or 23, 24 or 25.
   *
   * @param firstLine text of the first line
   * @param lastLine text of the last line, without which the answer is truncated
   * @param valueColumn column of the value, from 1
   */
  record Periods(String firstLine, String lastLine, int valueColumn) implements AnswerShape {}

  /**
   * Lines of texts between separators; the first line names the columns.
   *
   * @param separator one character
   * @param decimalComma whether values have a comma before their decimals
   * @param fields names of the columns
   */
  record Csv(char separator, boolean decimalComma, SlotFields fields) implements AnswerShape {}

  /** State and attributes of an entity of Home Assistant, by its REST interface. */
  record HomeAssistant(RowPlaces places) implements AnswerShape {}

  /** A topic of the site's broker, whose payload is a JSON document with rows. */
  record Topic(RowPlaces places) implements AnswerShape {}

  /**
   * A JSON object whose names are times.
   *
   * @param object its path
   * @param time format of the names
   */
  record Keyed(String object, TimeFormat time) implements AnswerShape {}

  /**
   * MOSMIX of the German weather service: a zipped KML document of one station, with one list of
   * times and one of values for each element.
   *
   * @param mostAge age of the service's issue time up to which the document is used
   */
  record Mosmix(Duration mostAge) implements AnswerShape {}
}
