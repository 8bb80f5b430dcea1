package io.spikewatt.config.check;

import java.util.List;

/** All rules of a site. */
public final class SiteRules {

  private static final List<SiteRule> ALL =
      List.of(
          new UniqueIds(),
          new OneGridMeter(),
          new ConnectionFitsProfile(),
          new RoleFitsProfile(),
          new AddressOnce(),
          new PinsFitProfile(),
          new BrokerForTopics(),
          new TopicsApart(),
          new OneSettingPerLink(),
          new LowBelowHigh(),
          new DischargeFitsProfile(),
          new SwitchForIslands(),
          new ShedCheapestFirst(),
          new SourceSafeLimit(),
          new ContactLimits(),
          new ReserveInSocRange(),
          new TariffCoversDay(),
          new Co2HasSource(),
          new PasswordNeedsUser(),
          new SecureBroker(),
          new SecurePage(),
          new CycleFeedsHeartbeat(),
          new MeterExists(),
          new ProxySharesModbus(),
          new ProxyLeavesOurUnits());

  private SiteRules() {}

  /** Everything that does not hold. */
  public static List<Finding> findings(PartialSite site) {
    return ALL.stream().flatMap(siteRule -> siteRule.findings(site).stream()).toList();
  }
}
