package io.spikewatt.controller.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.RecordedHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People read the words of devices, and no ids. */
class DeviceNamesTest {

  private static final Site SITE = DemoSite.usual().site();

  private static String english(Phrase phrase) {
    return DeviceNames.of(SITE).in(phrase).english();
  }

  @Test
  void an_alarm_names_the_kind_of_its_device() {
    Fault fault = new Fault(Fault.Kind.UNREACHABLE, "");
    assertEquals(
        "Battery: state of charge or power unknown, held at 0",
        english(AlarmTexts.batteryUnknown("battery1")));
    assertEquals("PV: unreachable", english(AlarmTexts.device("pv1", fault)).replaceAll(": $", ""));
    String implausible =
        english(AlarmTexts.implausible(new Signal("battery1", Quantity.POWER_W), fault));
    assertEquals("Battery is not believed: unreachable", implausible.replaceAll(": $", ""));
  }

  @Test
  void several_of_a_kind_are_numbered_in_the_order_of_the_site_file(@TempDir Path folder)
      throws Exception {
    String garage =
        """
          - id: garage
            profile: sunspec-battery
            connection: { modbus-tcp: 127.0.0.4 }
            battery: { capacity-wh: 8000, charge-w: 4000, discharge-w: 4000 }
        """;
    Path file = Files.writeString(folder.resolve("site.yaml"), RecordedHome.SITE + garage);
    Site site = assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(file)).site();
    DeviceNames names = DeviceNames.of(site);
    assertEquals(
        List.of("PV", "Grid meter", "Battery 1", "Battery 2"),
        site.devices().stream().map(device -> names.of(device).phrase().english()).toList());
    assertEquals(
        "Battery 2: state of charge or power unknown, held at 0",
        names.in(AlarmTexts.batteryUnknown("garage")).english());
  }

  @Test
  void every_device_has_a_name_in_every_language_that_is_not_its_id() {
    for (DeviceConfig device : SITE.devices()) {
      Phrase name = DeviceNames.of(SITE).of(device).phrase();
      for (Language language : Language.all()) {
        String text = language.text(name);
        assertEquals(-1, text.indexOf(device.id()), text);
        assertEquals(-1, text.indexOf("device."), text);
      }
    }
  }

  @Test
  void phrases_within_phrases_and_lists_of_ids_are_named_and_other_texts_stay() {
    assertEquals(
        "x, as Battery, Charger and Charger",
        english(
            new Phrase(
                "sentence.because",
                Map.of("choice", "x", "prices", "battery1, ev1", "last", "ev1"))));
    assertEquals(
        List.of("the log", "battery of the car, and more"),
        List.of(
            english(new Phrase("alarm.state-directory", Map.of("cause", "the log"))),
            english(
                new Phrase(
                    "alarm.state-directory", Map.of("cause", "battery of the car, and more")))));
  }
}
