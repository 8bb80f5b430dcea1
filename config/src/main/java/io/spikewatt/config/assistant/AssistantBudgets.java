package io.spikewatt.config.assistant;

/**
 * Most that one client may do.
 *
 * @param callsPerMinute in any 60 s
 * @param proposalsPerDay in a day of UTC
 * @param tokensPerDay tokens of a model that {@code spikewatt ask} may use, in a day of UTC
 */
public record AssistantBudgets(int callsPerMinute, int proposalsPerDay, int tokensPerDay) {}
