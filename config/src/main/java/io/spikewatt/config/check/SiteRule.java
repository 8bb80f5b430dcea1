package io.spikewatt.config.check;

import java.util.List;

/** One thing that must hold across a site's parts. Pure; says nothing about parts it cannot see. */
@FunctionalInterface
public interface SiteRule {

  /** Every place where the rule does not hold. */
  List<Finding> findings(PartialSite site);
}
