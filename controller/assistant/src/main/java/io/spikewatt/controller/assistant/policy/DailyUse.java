package io.spikewatt.controller.assistant.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/**
 * Use of daily budgets by each client, on a day of UTC. A value; on any other day it begins anew,
 * so that a clock that was ahead once does not block a client until then.
 *
 * @param byClient of known clients alone, so bounded
 */
public record DailyUse(LocalDate day, Map<String, Used> byClient) {

  public static final DailyUse NONE = new DailyUse(LocalDate.EPOCH, Map.of());

  public DailyUse {
    byClient = Map.copyOf(byClient);
  }

  /**
   * @param proposals on the day
   * @param tokens of the model on the day
   */
  public record Used(int proposals, long tokens) {
    static final Used NOTHING = new Used(0, 0);
  }

  /** Use of a client on the day of {@code now}. */
  public Used of(String client, Instant now) {
    return on(now).byClient.getOrDefault(client, Used.NOTHING);
  }

  public DailyUse withProposal(String client, Instant now) {
    Used used = of(client, now);
    return with(client, new Used(used.proposals + 1, used.tokens), now);
  }

  /** {@code tokens}: {@code >= 0}. */
  public DailyUse withTokens(String client, long tokens, Instant now) {
    Used used = of(client, now);
    return with(client, new Used(used.proposals, used.tokens + tokens), now);
  }

  private DailyUse with(String client, Used used, Instant now) {
    DailyUse today = on(now);
    Map<String, Used> next = new TreeMap<>(today.byClient);
    next.put(client, used);
    return new DailyUse(today.day, next);
  }

  private DailyUse on(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return day.equals(today) ? this : new DailyUse(today, Map.of());
  }
}
