package io.spikewatt.drivers.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinearScale;
import io.spikewatt.config.profile.TextCodes;
import io.spikewatt.config.profile.TopicInput;
import io.spikewatt.config.profile.TopicPlace;
import io.spikewatt.drivers.testing.FakeBroker;
import io.spikewatt.drivers.testing.Setpoints;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MqttDeviceTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final FakeBroker broker = new FakeBroker();
  private final MqttDevice compute = device("mqtt-compute", "hpc");
  private final MqttDevice plug = device("mqtt-shed-plug", "z2m/plug");

  @Test
  void aValueHasTheAgeOfItsMessageAndGoesStaleWithoutANewOne() {
    assertMissing(Fault.Kind.NEVER_READ, "no message on hpc/state yet", compute.read(clock.now()));
    broker.say("hpc/state", "{\"power_w\": 5200, \"power_limit_w\": 6000}");
    Moment arrival = clock.advance(SECOND);
    assertEquals(new Sample.Good(new Signal("d", Quantity.POWER_W), -5200, arrival), one(compute));
    clock.advance(Duration.ofSeconds(15));
    assertEquals(arrival, assertInstanceOf(Sample.Good.class, one(compute)).at());
    clock.advance(SECOND);
    assertMissing(Fault.Kind.STALE, "nothing on hpc/state for 16 s", compute.read(clock.now()));
    assertEquals(Duration.ofSeconds(5), compute.every(new Signal("d", Quantity.POWER_W)));
  }

  @Test
  void aKeptMessageIsOfUnknownAgeAndCountsForNothing() {
    broker.say("hpc/state", bytes("{\"power_w\": 5200}"), true);
    assertMissing(
        Fault.Kind.NEVER_READ,
        "hpc/state has a kept message only, whose age is unknown",
        compute.read(clock.now()));
    broker.say("hpc/state", "{\"power_w\": 100}");
    assertEquals(-100, good(one(compute)));
    broker.say("hpc/state", bytes("{\"power_w\": 5200}"), true);
    assertEquals(-100, good(one(compute)));
  }

  @Test
  void aKeptMessageWithItsTimeInItIsAsOldAsItSays() {
    TopicInput input =
        new TopicInput(
            Quantity.POWER_W,
            new TopicPlace("", "p"),
            LinearScale.NONE,
            TextCodes.NONE,
            Duration.ofSeconds(60),
            Optional.of("at"),
            false);
    MqttDevice meter =
        new MqttDevice(
            "d",
            new DeviceProfile.Mqtt(List.of(input), List.of(), Optional.empty()),
            "m",
            new DeviceProfile.Response(Duration.ZERO, Duration.ZERO),
            broker);
    broker.say("m", bytes("{\"p\": 1, \"at\": \"2026-06-01T09:59:30Z\"}"), true);
    Sample.Good young = assertInstanceOf(Sample.Good.class, one(meter));
    assertEquals(Duration.ofSeconds(30), clock.now().since(young.at()));
    broker.say("m", bytes("{\"p\": 2, \"at\": 1780307940}"), true);
    assertEquals(2, good(one(meter)));
    broker.say("m", bytes("{\"p\": 3, \"at\": \"2026-06-01T09:58:59Z\"}"), false);
    assertMissing(Fault.Kind.STALE, "nothing on m for 61 s", meter.read(clock.now()));
    broker.say("m", bytes("{\"p\": 4, \"at\": \"2026-06-01T10:05:00Z\"}"), false);
    assertEquals(clock.now(), assertInstanceOf(Sample.Good.class, one(meter)).at());
    for (String noTime :
        List.of(
            "\"yesterday\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "-9e14",
            "9e14",
            "1e300")) {
      broker.say("m", bytes("{\"p\": 5, \"at\": " + noTime + "}"), true);
      assertEquals(4, good(one(meter)), noTime);
    }
  }

  @Test
  void whatMakesNoSenseIsMissingWithWhatWasExpectedAndFound() {
    broker.say("hpc/state", "{\"power_w\": \"lots\"}");
    assertMissing(
        Fault.Kind.BAD_FRAME,
        "hpc/state: expected a number, found \"lots\"",
        compute.read(clock.now()));
    broker.say("hpc/state", "{\"power_w\": 1e12}");
    assertEquals(Fault.Kind.OUT_OF_RANGE, fault(one(compute)).kind());
    broker.say("hpc/state", "{\"power_w\": null}");
    assertEquals(Fault.Kind.NOT_IMPLEMENTED, fault(one(compute)).kind());
    broker.say("hpc/state", "{\"power_w\": 3}");
    assertEquals(-3, good(one(compute)));
  }

  @Test
  void anOptionalValueIsNoReadingUntilTheDeviceReportsItAndIsMissedFromThenOn() {
    Signal jobs = new Signal("d", Quantity.JOBS);
    broker.say("hpc/state", "{\"power_w\": 3}");
    assertEquals(1, compute.read(clock.now()).size());
    broker.say("hpc/state", "{\"power_w\": 3, \"jobs\": 2}");
    assertEquals(new Sample.Good(jobs, 2, clock.now()), compute.read(clock.now()).getLast());
    broker.say("hpc/state", "{\"power_w\": 3, \"jobs\": \"many\"}");
    assertMissing(
        Fault.Kind.BAD_FRAME,
        "hpc/state: expected a number, found \"many\"",
        List.of(compute.read(clock.now()).getLast()));
  }

  @Test
  void aMessageWithoutTheValueLeavesTheOneBefore() {
    broker.say("hpc/state", "{\"cpu\": 3}");
    assertEquals(
        Fault.of(Fault.Kind.NEVER_READ, "the messages on hpc/state have no power_w"),
        fault(one(compute)));
    broker.say("hpc/state", "{\"power_w\": 3}");
    broker.say("hpc/state", "{\"cpu\": 4}");
    assertEquals(-3, good(one(compute)));
  }

  @Test
  void aDeviceThatIsAwayIsOffAndIsToldAgainWhenItIsBack() {
    write(compute, Quantity.POWER_LIMIT_W, 5000);
    broker.say("hpc/state", "{\"power_w\": 3}");
    broker.say("hpc/availability", bytes("offline"), true);
    assertEquals(Fault.Kind.OFF, fault(one(compute)).kind());
    assertInstanceOf(WriteReceipt.Failed.class, write(compute, Quantity.POWER_LIMIT_W, 5000));
    broker.say("hpc/availability", bytes("gibberish"), true);
    assertEquals(Fault.Kind.OFF, fault(one(compute)).kind());
    broker.say("hpc/availability", bytes("online"), true);
    assertEquals(-3, good(one(compute)));
    write(compute, Quantity.POWER_LIMIT_W, 5000);
    assertEquals(
        List.of("hpc/set {\"power_limit_w\":5000}", "hpc/set {\"power_limit_w\":5000}"),
        broker.published);
  }

  @Test
  void aSetpointIsPublishedOnceAndAgainAtAThirdOfTheTimeOut() {
    assertTrue(written(write(compute, Quantity.POWER_LIMIT_W, 5000.4)).onWire());
    clock.advance(Duration.ofSeconds(3));
    WriteReceipt.Written second = written(write(compute, Quantity.POWER_LIMIT_W, 5000.4));
    assertFalse(second.onWire());
    assertEquals(5000, second.value());
    clock.advance(SECOND);
    assertTrue(written(write(compute, Quantity.POWER_LIMIT_W, 5000.4)).onWire());
    assertEquals(2, broker.published.size());
  }

  @Test
  void withoutABrokerNothingIsQueuedAndItsReturnBringsTheSetpointInForce() {
    write(compute, Quantity.POWER_LIMIT_W, 5000);
    broker.lose();
    broker.say("hpc/state", "{\"power_w\": 3}");
    assertEquals(Fault.Kind.UNREACHABLE, fault(one(compute)).kind());
    WriteReceipt failed = write(compute, Quantity.POWER_LIMIT_W, 4000);
    assertEquals(
        Fault.Kind.UNREACHABLE,
        assertInstanceOf(WriteReceipt.Failed.class, failed).reason().kind());
    broker.comeBack();
    write(compute, Quantity.POWER_LIMIT_W, 4500);
    assertEquals(
        List.of("hpc/set {\"power_limit_w\":5000}", "hpc/set {\"power_limit_w\":4500}"),
        broker.published);
  }

  @Test
  void aLossBetweenTwoWritesIsNoticedByTheNewConnection() {
    write(compute, Quantity.POWER_LIMIT_W, 5000);
    broker.lose();
    broker.comeBack();
    assertTrue(written(write(compute, Quantity.POWER_LIMIT_W, 5000)).onWire());
  }

  @Test
  void anExpiredSetpointPublishesTheSafeValue() {
    var order = Setpoints.of(new Signal("d", Quantity.POWER_LIMIT_W), 5000, clock.now());
    compute.write(order, clock.now());
    compute.write(order, clock.advance(Duration.ofHours(2)));
    assertEquals("hpc/set {\"power_limit_w\":0}", broker.published.getLast());
  }

  @Test
  void aDeviceThatShowsAnotherValueIsToldOnceMoreAndThenReportedWhileRenewalsGoOn() {
    write(compute, Quantity.POWER_LIMIT_W, 5000);
    clock.advance(SECOND);
    broker.say("hpc/state", "{\"power_w\": 3, \"power_limit_w\": 6000}");
    assertFalse(written(write(compute, Quantity.POWER_LIMIT_W, 5000)).onWire(), "still settling");
    clock.advance(Duration.ofSeconds(4));
    assertTrue(written(write(compute, Quantity.POWER_LIMIT_W, 5000)).onWire(), "renewed");
    clock.advance(Duration.ofSeconds(2));
    broker.say("hpc/state", "{\"power_w\": 3, \"power_limit_w\": 6000}");
    assertTrue(written(write(compute, Quantity.POWER_LIMIT_W, 5000)).onWire(), "told once more");
    for (int seconds = 1; seconds < 6; seconds++) {
      clock.advance(SECOND);
      broker.say("hpc/state", "{\"power_w\": 3, \"power_limit_w\": 6000}");
      written(write(compute, Quantity.POWER_LIMIT_W, 5000));
    }
    for (int seconds = 0; seconds < 20; seconds++) {
      clock.advance(SECOND);
      broker.say("hpc/state", "{\"power_w\": 3, \"power_limit_w\": 6000}");
      WriteReceipt last = write(compute, Quantity.POWER_LIMIT_W, 5000);
      assertEquals(
          Fault.of(Fault.Kind.NOT_FOLLOWED, "hpc/state does not show 5000"),
          assertInstanceOf(WriteReceipt.Failed.class, last).reason());
    }
    assertEquals(9, broker.published.size(), "no renewal is left out");
    broker.say("hpc/state", "{\"power_w\": 3, \"power_limit_w\": 5000}");
    written(write(compute, Quantity.POWER_LIMIT_W, 5000));
  }

  @Test
  void aPlugThatShedsIsSwitchedOffForOneAndOnForZero() {
    write(plug, Quantity.CONTACT, 1);
    write(plug, Quantity.CONTACT, 0);
    assertEquals(
        List.of("z2m/plug/set {\"state\":\"OFF\"}", "z2m/plug/set {\"state\":\"ON\"}"),
        broker.published);
    broker.say("z2m/plug", "{\"state\": \"OFF\", \"power\": 0.3}");
    List<Sample> samples = plug.read(clock.now());
    assertEquals(-0.3, good(samples.get(0)), 1e-9);
    assertEquals(1, good(samples.get(1)));
    assertInstanceOf(WriteReceipt.Refused.class, write(plug, Quantity.CONTACT, 0.5));
  }

  private MqttDevice device(String profile, String base) {
    DeviceProfile type = ProfileLoader.shipped(profile);
    DeviceProfile.Mqtt topics = assertInstanceOf(DeviceProfile.Mqtt.class, type.points());
    return new MqttDevice("d", topics, base, type.response(), broker);
  }

  private WriteReceipt write(MqttDevice device, Quantity quantity, double value) {
    Signal signal = new Signal("d", quantity);
    return device.write(Setpoints.of(signal, value, clock.now()), clock.now());
  }

  private Sample one(MqttDevice device) {
    return device.read(clock.now()).getFirst();
  }

  private static WriteReceipt.Written written(WriteReceipt receipt) {
    return assertInstanceOf(WriteReceipt.Written.class, receipt);
  }

  private static double good(Sample sample) {
    return assertInstanceOf(Sample.Good.class, sample, sample::toString).value();
  }

  private static Fault fault(Sample sample) {
    return assertInstanceOf(Sample.Missing.class, sample, sample::toString).reason();
  }

  private static void assertMissing(Fault.Kind kind, String detail, List<Sample> samples) {
    assertEquals(Fault.of(kind, detail), fault(samples.getFirst()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
