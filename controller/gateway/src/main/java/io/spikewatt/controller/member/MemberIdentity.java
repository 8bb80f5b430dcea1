package io.spikewatt.controller.member;

import io.spikewatt.controller.protocol.KeySignatures;

/**
 * How a gateway is known in its fleet.
 *
 * @param name common name of its certificate
 * @param climate coarse group of its place; empty = none is said
 * @param software version that it runs
 * @param signatures of its keys in rounds
 */
public record MemberIdentity(
    String name, String climate, String software, KeySignatures signatures) {}
