package io.spikewatt.config.load;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.Points;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;

/** Keys of a profile for the values of contacts and relays. */
final class GpioKeys {

  private static final Key<Direction> DIRECTION =
      Key.required("direction", ValueTypes.choice(Direction.class), "a contact or a relay");

  private enum Direction {
    INPUT,
    OUTPUT
  }

  /** A contact or a relay. */
  static final Section LINE = Section.of("gpio", "One line.", DIRECTION);

  private static final Key<Duration> DWELL =
      Key.written(
          "dwell-s",
          ValueTypes.seconds(0, 86_400),
          "60",
          "how long an output keeps each position at least");
  private static final Key<String> CONTACTS =
      Key.required(
          "contacts",
          ValueTypes.text("one 0 (open) or 1 (closed) for each line", "[01]{2,8}"),
          "position of the lines, in the connection's order");
  private static final Key<Double> VALUE =
      Key.required("value", ValueTypes.number("unit of the signal", -1e12, 1e12), "what it means");
  private static final Key<Duration> AT_MOST =
      Key.optional(
          "at-most-s",
          ValueTypes.seconds(1, 864_000),
          "for ever",
          "how long an output may keep it at a stretch");
  private static final Section CODES =
      Section.of("codes", "What each position means.", CONTACTS, VALUE, AT_MOST)
          .asRequired()
          .asList();

  /** Several contacts or relays. */
  static final Section CODE =
      Section.of(
              "gpio-code",
              "Several lines that encode one value; any other position is a fault.",
              DIRECTION,
              PointKinds.SIGNAL,
              DWELL)
          .withChildren(CODES);

  private GpioKeys() {}

  static Points line(SectionValues v) {
    return switch (v.get(DIRECTION)) {
      case INPUT -> new DeviceProfile.GpioInput(Quantity.CONTACT, ContactCode.SINGLE);
      case OUTPUT ->
          new DeviceProfile.GpioOutput(
              Quantity.CONTACT, ContactCode.SINGLE, DWELL.fallback().orElseThrow());
    };
  }

  static Points code(SectionValues v) {
    var codes =
        v.all(CODES).stream()
            .map(c -> new ContactCode(c.get(CONTACTS), c.get(VALUE), c.find(AT_MOST)))
            .toList();
    return switch (v.get(DIRECTION)) {
      case INPUT -> new DeviceProfile.GpioInput(v.get(PointKinds.SIGNAL), codes);
      case OUTPUT -> new DeviceProfile.GpioOutput(v.get(PointKinds.SIGNAL), codes, v.get(DWELL));
    };
  }
}
