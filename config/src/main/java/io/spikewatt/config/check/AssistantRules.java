package io.spikewatt.config.check;

import io.spikewatt.config.assistant.AssistantApprover;
import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.config.assistant.ModelEndpoint;
import io.spikewatt.config.site.Site;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules of the assistant. */
final class AssistantRules {

  /** More than a household or a works has; bounds the memory of rates. */
  private static final int MOST = 16;

  private static final int UNIQUE_LOCAL_MASK = 0xfe;
  private static final int UNIQUE_LOCAL = 0xfc;

  private AssistantRules() {}

  static Stream<Finding> findings(PartialSite site) {
    return site.assistant().stream()
        .flatMap(
            settings ->
                Stream.of(
                        few("clients", settings.clients().size()),
                        few("approvers", settings.approvers().size()),
                        unique("clients", "name", settings.clients(), AssistantClient::name),
                        unique(
                            "clients",
                            "token-file",
                            settings.clients(),
                            AssistantClient::tokenFile),
                        unique("approvers", "name", settings.approvers(), AssistantApprover::name),
                        actsArePropositions(settings.clients()),
                        somebodyApproves(settings),
                        brokerForSignatures(site, settings.approvers()),
                        settings.model().stream().flatMap(model -> model(settings, model)))
                    .flatMap(found -> found));
  }

  private static Stream<Finding> few(String list, int size) {
    return Finding.when(size > MOST, "assistant." + list, "at most " + MOST, String.valueOf(size));
  }

  private static <T> Stream<Finding> unique(
      String list, String key, List<T> all, Function<T, String> value) {
    List<String> values = all.stream().map(value).toList();
    return IntStream.range(0, values.size())
        .filter(i -> values.indexOf(values.get(i)) < i)
        .mapToObj(
            i ->
                new Finding(
                    "assistant.%s[%d].%s".formatted(list, i, key),
                    "each " + (key.equals("name") ? "name" : "file") + " once",
                    values.get(i)));
  }

  private static Stream<Finding> actsArePropositions(List<AssistantClient> clients) {
    return IntStream.range(0, clients.size())
        .boxed()
        .flatMap(
            i -> {
              TreeSet<String> more = new TreeSet<>(clients.get(i).act());
              more.removeAll(clients.get(i).propose());
              return Finding.when(
                  !more.isEmpty(),
                  "assistant.clients[" + i + "].act",
                  "commands that propose lists too",
                  String.join(", ", more));
            });
  }

  /** Without an approver nothing could ever be executed. */
  private static Stream<Finding> somebodyApproves(AssistantSettings settings) {
    boolean acts = settings.clients().stream().anyMatch(client -> !client.act().isEmpty());
    return Finding.when(
        acts && settings.approvers().isEmpty(),
        "assistant.approvers",
        "at least one, because a client has act",
        "none");
  }

  private static Stream<Finding> brokerForSignatures(
      PartialSite site, List<AssistantApprover> approvers) {
    return IntStream.range(0, approvers.size())
        .filter(i -> approvers.get(i) instanceof AssistantApprover.ByKey && !site.hasBroker())
        .mapToObj(
            i ->
                new Finding(
                    "assistant.approvers[" + i + "].public-key-file",
                    "a section mqtt, because signed approvals arrive over the broker",
                    "none"));
  }

  /** Data leaves this network only for a host that the user named, and encrypted. */
  private static Stream<Finding> model(AssistantSettings settings, ModelEndpoint model) {
    String host = HostPort.of(model.url()).map(HostPort::host).orElse("");
    boolean encrypted = HostPort.isEncrypted(model.url());
    Stream<Finding> trust =
        Finding.when(
            model.caFile().isPresent() && !encrypted,
            "assistant.model.ca-file",
            "none, or an encrypted connection",
            model.caFile().orElse(""));
    if (isNear(host)) {
      return trust;
    }
    return Stream.of(
            trust,
            Finding.when(
                settings.shareWith().stream().noneMatch(host::equalsIgnoreCase),
                "assistant.share-with",
                host + ", because the model there would receive the site's data",
                settings.shareWith().isEmpty()
                    ? "nothing"
                    : String.join(", ", settings.shareWith())),
            Finding.when(
                !encrypted,
                "assistant.model.url",
                "https://, since the site's data would go unencrypted to another network",
                "http://"))
        .flatMap(found -> found);
  }

  /** Whether a host is on this network by its address; no name is resolved. */
  private static boolean isNear(String host) {
    return host.equals("localhost")
        || HostPort.literal(host).filter(AssistantRules::isPrivate).isPresent();
  }

  private static boolean isPrivate(InetAddress address) {
    boolean uniqueLocal =
        address instanceof Inet6Address six
            && (six.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || uniqueLocal;
  }

  /** Warns of a model's token that others on the way can read. */
  static Stream<Finding> tokenInClearText(Site site) {
    return site.assistant().flatMap(AssistantSettings::model).stream()
        .flatMap(
            model ->
                Finding.when(
                    model.tokenFile().isPresent()
                        && !HostPort.isEncrypted(model.url())
                        && !HostPort.isThisMachine(model.url()),
                    "assistant.model.url",
                    "https://, since the token would go unencrypted to another machine",
                    "http://"));
  }
}
