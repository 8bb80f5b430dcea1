package io.spikewatt.simulator.chaos;

import io.spikewatt.config.site.Site;
import io.spikewatt.hal.message.ForwardingPort;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.simulator.envelope.EnvelopeRule;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Controllers that do not keep to what others have ordered, or are one too many. */
public enum OrderMutant implements NamedMutant {
  /** Keeps the limits of the grid operator's contact without knowing that it dims loads. */
  NO_DIMMING(EnvelopeRule.DIMMED) {
    @Override
    public ControllerMutation loose() {
      return new ControllerMutation() {
        @Override
        public String siteFile(String yaml) {
          return yaml.replaceFirst(
              "limit-contact: \\{ import-limit-w: [0-9.]+,", "limit-contact: {");
        }
      };
    }
  },

  /** Confirms every reserve and keeps none. */
  NO_RESERVE(EnvelopeRule.RESERVE) {
    @Override
    public ControllerMutation loose() {
      return hearing(
          message -> message.topic().endsWith("/reserve-soc") ? withoutReserve(message) : message);
    }
  },

  /** Keeps one order of a kind, whoever gave it. */
  ONE_VOICE(EnvelopeRule.IMPORT_LIMIT) {
    @Override
    public ControllerMutation loose() {
      return hearing(
          message ->
              new Message(
                  message.topic().replaceFirst("/from/[^/]*/", "/"),
                  message.payload(),
                  message.retained()));
    }
  },

  /** Starts beside another one. */
  NO_LOCK(EnvelopeRule.SECOND_WRITER) {
    @Override
    public ControllerMutation loose() {
      return new ControllerMutation() {
        @Override
        public Closeable lock(Site site, Map<String, String> environment) {
          return () -> {};
        }
      };
    }
  };

  private final EnvelopeRule broken;

  OrderMutant(EnvelopeRule broken) {
    this.broken = broken;
  }

  @Override
  public EnvelopeRule broken() {
    return broken;
  }

  @Override
  public ControllerMutation held() {
    return ControllerMutation.NONE;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Message withoutReserve(Message message) {
    String text = new String(message.payload(), StandardCharsets.UTF_8);
    String none = text.replaceFirst("\"value\":.*", "\"value\":0}");
    return new Message(message.topic(), none.getBytes(StandardCharsets.UTF_8), message.retained());
  }

  private static ControllerMutation hearing(UnaryOperator<Message> misheard) {
    return new ControllerMutation() {
      @Override
      public MessagePort broker(MessagePort port) {
        return new Mishearing(port, misheard);
      }
    };
  }

  /** A broker whose messages arrive otherwise than they were sent. */
  private static final class Mishearing extends ForwardingPort {
    private final UnaryOperator<Message> misheard;

    Mishearing(MessagePort port, UnaryOperator<Message> misheard) {
      super(port);
      this.misheard = misheard;
    }

    @Override
    public Optional<Message> poll() {
      return port.poll().map(misheard);
    }
  }
}
