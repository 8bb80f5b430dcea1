package io.spikewatt.config.check;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The grid operator's contact tightens at least one limit of the grid connection. */
final class ContactLimits implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      if (device.role().orElse(null) instanceof Role.LimitContact contact) {
        String path = device.path() + ".limit-contact";
        if (contact.importLimitW().isEmpty() && contact.exportLimitW().isEmpty()) {
          findings.add(new Finding(path, "import-limit-w, export-limit-w or both", "neither"));
        }
        Optional<Double> grid = site.grid().map(Site.Grid::importLimitW);
        tighter(path + ".import-limit-w", contact.importLimitW(), grid, findings);
        grid = site.grid().map(Site.Grid::exportLimitW);
        tighter(path + ".export-limit-w", contact.exportLimitW(), grid, findings);
      }
    }
    return findings;
  }

  private static void tighter(
      String path, Optional<Double> limit, Optional<Double> grid, List<Finding> findings) {
    if (limit.isPresent() && grid.isPresent() && limit.get() > grid.get()) {
      String expected = "at most the limit under grid, which is " + NumberText.number(grid.get());
      findings.add(new Finding(path, expected, NumberText.number(limit.get())));
    }
  }
}
