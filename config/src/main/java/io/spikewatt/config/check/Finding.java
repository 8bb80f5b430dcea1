package io.spikewatt.config.check;

/**
 * A rule that does not hold.
 *
 * @param path the place to change, for example {@code devices[2].id}
 * @param expected what would have been right
 * @param found the actual content
 */
public record Finding(String path, String expected, String found) {}
