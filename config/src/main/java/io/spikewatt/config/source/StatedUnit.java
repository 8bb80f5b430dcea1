package io.spikewatt.config.source;

import java.util.Optional;

/**
 * Where an answer states its unit, and the text that must stand there. Another text makes the
 * answer unusable, so that a service that changes its unit is noticed.
 *
 * @param path in the document; empty = not there
 * @param field in each row; empty = not there
 * @param text expected
 */
public record StatedUnit(Optional<String> path, Optional<String> field, String text) {}
