package io.spikewatt.config.check;

import java.util.List;

/**
 * One thing that must hold across a site's parts. Has no side effects; ignores parts that are
 * missing.
 */
@FunctionalInterface
public interface SiteRule {

  /** Every place where the rule does not hold. */
  List<Finding> findings(PartialSite site);
}
