package io.spikewatt.config.source;

/**
 * Where an answer says which rows were predicted and which were observed. Only predicted ones are
 * used.
 *
 * @param list path of the list of origins
 * @param id field of an origin that names it
 * @param rowId field of a row that names its origin
 * @param kind field of an origin that says what it is
 * @param predicted content of that field for predictions
 */
public record RowOrigin(String list, String id, String rowId, String kind, String predicted) {}
