package io.spikewatt.controller.history;

import java.time.Instant;

/**
 * A row of the decision log.
 *
 * @param at when it was decided; its key, to the millisecond
 * @param document decision and reasons, a JSON object
 * @param unlogged later changes in the same slot that have no row of their own
 */
public record LoggedDecision(Instant at, String document, int unlogged) {}
