package io.spikewatt.config.check;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All rules across the parts of a site. A rule has no side effects, ignores parts that are missing,
 * and finds every place where it does not hold.
 */
public final class SiteRules {

  private static final List<Function<PartialSite, Stream<Finding>>> ALL =
      List.of(
          DeviceRules::uniqueIds,
          DeviceRules::oneGridMeter,
          DeviceRules::connectionFitsProfile,
          RoleRules::roleFitsProfile,
          HostAddresses::findings,
          LinkRules::addressOnce,
          DeviceRules::pinsFitProfile,
          LinkRules::brokerForTopics,
          LinkRules::topicsApart,
          LinkRules::oneSettingPerLink,
          LinkRules::wholeBytes,
          RoleRules::lowBelowHigh,
          RoleRules::chargeInPercent,
          WorkCurveRules::findings,
          RoleRules::dischargeFitsProfile,
          RoleRules::switchForIslands,
          RoleRules::shedCheapestFirst,
          RoleRules::sourceSafeLimit,
          RoleRules::contactLimits,
          RoleRules::reserveInSocRange,
          TariffRules::findings,
          SectionRules::co2HasSource,
          SectionRules::passwordNeedsUser,
          SectionRules::secureBroker,
          SectionRules::securePage,
          NotifyRules::uniqueNames,
          NotifyRules::fewTargets,
          NotifyRules::quietHoursEnd,
          NotifyRules::dayIsRecorded,
          NotifyRules::mailIsEncrypted,
          NotifyRules::trustNeedsEncryption,
          AssistantRules::findings,
          SourceRules::fewSources,
          SourceRules::uniqueNames,
          SourceRules::settingsComplete,
          SourceRules::loginFits,
          SourceRules::topicOrServer,
          SourceRules::trustNeedsEncryption,
          SourceRules::currencyOfTariff,
          SourceRules::unitOfQuantity,
          DeviceRules::cycleFeedsHeartbeat,
          DeviceRules::meterExists,
          LinkRules::proxySharesModbus,
          LinkRules::proxyLeavesOurUnits,
          PortsApart::findings);

  private SiteRules() {}

  /** Everything that does not hold. */
  public static List<Finding> findings(PartialSite site) {
    return ALL.stream().flatMap(rule -> rule.apply(site)).toList();
  }
}
