package io.spikewatt.drivers.topic;

import io.spikewatt.config.profile.Availability;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.TopicInput;
import io.spikewatt.config.profile.TopicOutput;
import io.spikewatt.drivers.device.SignalDevice;
import io.spikewatt.drivers.device.SignalSet;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A device on the site's broker: its readings and setpoints are topics. A message counts from the
 * cycle that reads it. The creator of the broker connection owns it.
 */
public final class MqttDevice extends SignalDevice<TopicReader, SetpointTopic> {

  /** The board drops a value after three of these. */
  private static final int READINGS_PER_AGE = 3;

  private final MessagePort port;
  private final Mailbox mailbox;
  private final Optional<Availability> availability;
  private final String availabilityTopic;
  private final PayloadReader availabilityPlace;
  private boolean offline;

  /** The profile's topics are below {@code base}; {@code response} is the device's delay. */
  public MqttDevice(
      String id,
      DeviceProfile.Mqtt profile,
      String base,
      DeviceProfile.Response response,
      MessagePort port) {
    Duration settling = response.deadTime().plus(response.settling());
    super(
        new SignalSet<>(
            id,
            SignalSet.places(
                id,
                profile.inputs(),
                TopicInput::quantity,
                (signal, input) -> new TopicReader(signal, input, input.place().under(base))),
            SignalSet.places(
                id,
                profile.outputs(),
                TopicOutput::quantity,
                (signal, output) -> new SetpointTopic(signal, output, base, settling))));
    this.port = port;
    this.availability = profile.availability();
    this.availabilityTopic = availability.map(a -> a.place().under(base)).orElse("");
    this.availabilityPlace = new PayloadReader(availability.map(a -> a.place().path()).orElse(""));
    this.mailbox = port.watch(topics());
  }

  @Override
  public Duration every(Signal input) {
    TopicReader reader = signals.inputs().get(input);
    return reader == null ? Duration.ZERO : reader.maxAge().dividedBy(READINGS_PER_AGE);
  }

  @Override
  public List<Sample> read(Moment now) {
    takeMail(now);
    Optional<Fault> gone = gone();
    return signals.inputs().values().stream()
        .filter(TopicReader::counts)
        .map(
            input ->
                gone.<Sample>map(why -> new Sample.Missing(input.signal(), why, now))
                    .orElseGet(() -> input.sample(now)))
        .toList();
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    SetpointTopic output = signals.outputs().get(setpoint.signal());
    if (output == null) {
      return SignalSet.noSuchOutput(setpoint, now);
    }
    takeMail(now);
    return gone()
        .map(why -> output.lost(why, now))
        .orElseGet(() -> output.write(setpoint, port, now));
  }

  @Override
  public void close() {}

  private Set<String> topics() {
    Set<String> topics = new LinkedHashSet<>();
    signals.inputs().values().forEach(input -> topics.add(input.topic()));
    signals.outputs().values().forEach(output -> output.echoTopic().ifPresent(topics::add));
    availability.ifPresent(a -> topics.add(availabilityTopic));
    return topics;
  }

  private void takeMail(Moment now) {
    Optional<Message> next = mailbox.poll();
    while (next.isPresent()) {
      take(next.get(), now);
      next = mailbox.poll();
    }
  }

  private void take(Message message, Moment now) {
    String topic = message.topic();
    signals.inputs().values().stream()
        .filter(input -> input.topic().equals(topic))
        .forEach(input -> input.take(message, now));
    signals.outputs().values().stream()
        .filter(output -> output.echoTopic().filter(topic::equals).isPresent())
        .forEach(output -> output.take(message, now));
    if (availability.isPresent() && topic.equals(availabilityTopic)) {
      available(availability.get(), availabilityPlace.read(message.payload()));
    }
  }

  /** Any other text is ignored. */
  private void available(Availability words, PayloadValue payloadValue) {
    if (payloadValue instanceof PayloadValue.Text text) {
      if (text.text().equals(words.offline())) {
        offline = true;
      } else if (text.text().equals(words.online())) {
        offline = false;
      }
    }
  }

  /** Why the device is unavailable now; empty = it is available. */
  private Optional<Fault> gone() {
    if (!port.connected()) {
      return Optional.of(Fault.of(Fault.Kind.UNREACHABLE, "no connection to the broker"));
    }
    return offline
        ? Optional.of(Fault.of(Fault.Kind.OFF, availabilityTopic + " says that it is away"))
        : Optional.empty();
  }
}
