package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.assistant.AssistantApprover;
import io.spikewatt.config.compute.DrawSource;
import io.spikewatt.config.compute.JobSource;
import io.spikewatt.config.compute.MeansSpec;
import io.spikewatt.config.helper.HelperDevice;
import io.spikewatt.config.profile.DeviceProfile.GpioOutput;
import io.spikewatt.config.profile.DeviceProfile.Points;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.source.AnswerShape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A new variant of a sealed type must get a way to be written. */
final class KindsTest {

  @Test
  void everyConnectionCanBeWritten() {
    assertEquals(variants(Connection.class), types(ConnectionKinds.ALL));
  }

  @Test
  void everyTargetOfNotificationsCanBeWritten() {
    assertEquals(variants(NotifyTarget.class), types(NotifyKeys.TARGET_KINDS));
  }

  @Test
  void everyApproverOfAnAssistantCanBeWritten() {
    assertEquals(variants(AssistantApprover.class), types(AssistantKeys.APPROVER_KINDS));
  }

  @Test
  void everyMeansOfAComputeBoxCanBeWritten() {
    assertEquals(variants(MeansSpec.class), types(MeansKeys.KINDS));
  }

  @Test
  void everyDrawAndCounterOfAComputeBoxCanBeWritten() {
    assertEquals(variants(DrawSource.class), types(AgentKeys.DRAWS));
    assertEquals(variants(JobSource.Counter.class), types(AgentKeys.COUNTERS));
  }

  @Test
  void everyPlaceOfAHelpersDeviceCanBeWritten() {
    assertEquals(variants(HelperDevice.Place.class), types(HelperKeys.KINDS));
  }

  @Test
  void everyShapeOfAnAnswerCanBeWritten() {
    assertEquals(variants(AnswerShape.class), types(ShapeKinds.ALL));
  }

  @Test
  void everyRoleCanBeWritten() {
    assertEquals(variants(Role.class), types(RoleKinds.ALL));
  }

  @Test
  void everyProtocolsPointsCanBeWritten() {
    Set<Class<?>> written = types(PointKinds.ALL);
    // The kinds gpio and gpio-code make both, by their direction.
    written.add(GpioOutput.class);
    assertEquals(variants(Points.class), written);
  }

  /** The records under a sealed type, also those under a sealed type of its own. */
  private static Set<Class<?>> variants(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isSealed() ? variants(type).stream() : Stream.of(type))
        .collect(Collectors.toSet());
  }

  private static Set<Class<?>> types(List<? extends SectionVariant<?>> kinds) {
    return kinds.stream().map(SectionVariant::type).collect(Collectors.toSet());
  }
}
