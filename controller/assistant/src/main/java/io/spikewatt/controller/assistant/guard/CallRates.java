package io.spikewatt.controller.assistant.guard;

import io.spikewatt.controller.assistant.policy.CallRate;
import io.spikewatt.hal.time.Moment;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Rates of known clients, and of everybody else together: bounded. Confined to one thread. */
final class CallRates {

  /** Those without a client's name; no client can be called so. */
  static final String STRANGERS = "(strangers)";

  static final String TYPED = "(page)";
  static final String SIGNED = "(broker)";

  /** Far more approvals than people give. */
  private static final int APPROVALS = 30;

  private final Map<String, CallRate> rates = new HashMap<>();

  CallRates(Set<String> clients, int most) {
    clients.forEach(client -> rates.put(client, new CallRate(most)));
    rates.put(STRANGERS, new CallRate(most));
    rates.put(TYPED, new CallRate(APPROVALS));
    rates.put(SIGNED, new CallRate(APPROVALS));
  }

  CallRate.Taken take(String who, Moment now) {
    CallRate rate = rates.get(who);
    return (rate == null ? rates.getOrDefault(STRANGERS, new CallRate(1)) : rate).take(now);
  }
}
