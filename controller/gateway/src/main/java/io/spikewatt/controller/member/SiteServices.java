package io.spikewatt.controller.member;

import java.util.Optional;

/**
 * What a site does for its fleet beside learning.
 *
 * @param records what of its record it sends; empty = nothing
 * @param orders carries out orders of the fleet's operator; empty = they are not answered
 */
public record SiteServices(Optional<RecordForwarder> records, Optional<OrderExecutor> orders) {}
