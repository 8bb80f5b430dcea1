package io.spikewatt.controller.compute.cgroup;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Control groups that run or are frozen, % of them that may run. The last of the list is frozen
 * first. Frozen processes keep their memory, and a GPU its idle power. It measures no power.
 */
public final class GroupFreeze implements PowerMeans {

  private static final int ALL = 100;

  /** Readings until a group that does not freeze is told. */
  private static final int READINGS_PENDING = 3;

  private static final SettingRange RANGE = new SettingRange(0, ALL);

  /** One group, and how it follows. */
  private static final class Held {
    private final GroupFreezer freezer;
    private final GroupMembers members;
    private int pending;

    private Held(ControlGroup group, Path proc) {
      freezer = new GroupFreezer(group);
      members = new GroupMembers(proc);
    }

    /**
     * Requests what is wanted where it is not.
     *
     * @param freeze empty = as it is
     */
    private GroupState next(Optional<Boolean> freeze) throws IOException {
      String name = freezer.group().name();
      if (freeze.isPresent() && freezer.requested() != freeze.get()) {
        freezer.set(freeze.get());
      }
      List<String> problems = new ArrayList<>();
      List<Long> left = members.left(freezer.directory());
      if (!left.isEmpty()) {
        problems.add("process %d left the group %s and runs on".formatted(left.getFirst(), name));
      }
      boolean frozen = freezer.frozen();
      pending = freeze.isPresent() && freeze.get() != frozen ? pending + 1 : 0;
      if (pending >= READINGS_PENDING) {
        problems.add("the group %s does not %s".formatted(name, frozen ? "thaw" : "freeze"));
      }
      return new GroupState(frozen, problems);
    }
  }

  /**
   * @param frozen whether every process of the group is
   */
  private record GroupState(boolean frozen, List<String> problems) {}

  private final Label label;
  private final List<Held> groups;
  private @Nullable Long wanted;

  /**
   * @param title for people, unique: {@code jobs}
   * @param groups at least one; the first runs longest
   * @param proc usually {@code /proc}
   */
  public GroupFreeze(String title, List<ControlGroup> groups, Path proc) {
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("expected at least one control group, found none");
    }
    this.label = new Label(title, Kind.ADMISSION);
    this.groups = groups.stream().map(group -> new Held(group, proc)).toList();
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public SettingRange range() {
    return RANGE;
  }

  @Override
  public long step() {
    return Math.ceilDiv(ALL, groups.size());
  }

  @Override
  public void set(long value) {
    wanted = RANGE.require(value);
    Reading _ = read();
  }

  @Override
  public Reading read() {
    Long value = wanted;
    long run = value == null ? groups.size() : value * groups.size() / ALL;
    List<String> problems = new ArrayList<>();
    int running = 0;
    for (int i = 0; i < groups.size(); i++) {
      Held held = groups.get(i);
      try {
        Optional<Boolean> freeze = value == null ? Optional.empty() : Optional.of(i >= run);
        GroupState state = held.next(freeze);
        problems.addAll(state.problems);
        running += state.frozen ? 0 : 1;
      } catch (IOException e) {
        problems.add(String.valueOf(e.getMessage()));
        running++;
      }
    }
    return new Reading(
        OptionalDouble.empty(),
        OptionalDouble.of((double) ALL * running / groups.size()),
        problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems)));
  }
}
