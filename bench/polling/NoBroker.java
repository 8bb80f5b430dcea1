import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import java.util.Optional;
import java.util.Set;

/** No device of the benchmark speaks through a broker. */
final class NoBroker implements MessagePort {

  @Override
  public boolean connected() {
    return false;
  }

  @Override
  public long connections() {
    return 0;
  }

  @Override
  public void publish(Message message) {}

  @Override
  public Optional<Message> poll() {
    return Optional.empty();
  }

  @Override
  public Mailbox watch(Set<String> topics) {
    return new Mailbox();
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void close() {}
}
