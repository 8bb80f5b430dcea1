package io.spikewatt.controller.assist;

import com.sun.net.httpserver.HttpExchange;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assistant.mcp.OriginCheck;
import io.spikewatt.controller.assistant.proposal.KnownApprovers;
import io.spikewatt.controller.http.MorePaths;
import io.spikewatt.controller.http.PageAnswer;
import io.spikewatt.controller.http.PageRoute;
import io.spikewatt.controller.view.SiteView;
import io.spikewatt.hal.store.IoReason;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Opens the assistant once the page's server asks for its paths, and closes it. */
public final class AssistantPaths implements MorePaths {

  /** Name of this part, and code of its alarm. */
  private static final String PART = "assistant";

  private final AssistantSettings settings;
  private final SiteFacts facts;
  private final Supplier<RunningSite> running;
  private final Path directory;
  private final String version;
  private final Clock clock;
  private Optional<AssistantService> service = Optional.empty();
  private Optional<ApprovalTopics> topics = Optional.empty();
  private Optional<Thread> listener = Optional.empty();

  private AssistantPaths(
      AssistantSettings settings,
      SiteFacts facts,
      Supplier<RunningSite> running,
      Path directory,
      String version,
      Clock clock) {
    this.settings = settings;
    this.facts = facts;
    this.running = running;
    this.directory = directory;
    this.version = version;
    this.clock = clock;
  }

  /**
   * Those of a running gateway. Its signature names no class of the assistant, so that a daemon
   * without one loads none.
   *
   * @param site which has an assistant
   * @param configuration the file on the disk
   * @param version of the program
   */
  public static MorePaths of(
      Site site,
      SiteView view,
      Supplier<RunningSite> running,
      Path configuration,
      String version,
      Clock clock) {
    return new AssistantPaths(
        site.assistant().orElseThrow(),
        new RunningSiteFacts(view, running, configuration),
        running,
        Path.of(site.storage().directory()),
        version,
        clock);
  }

  @Override
  public Map<String, PageRoute> of(Set<String> names, String scheme) throws IOException {
    try {
      AssistantService opened = open(names, scheme);
      service = Optional.of(opened);
      listen(opened);
      running.get().reporter().serving(PART, Map.of());
      return opened.routes();
    } catch (IOException e) {
      running
          .get()
          .reporter()
          .serving(PART, Map.of(PART, AlarmTexts.noAssistant(IoReason.withFile(e))));
      throw e;
    } catch (RuntimeException bug) {
      running
          .get()
          .reporter()
          .serving(PART, Map.of(PART, AlarmTexts.noAssistant("a bug, which is in the log")));
      throw bug;
    }
  }

  private AssistantService open(Set<String> names, String scheme) throws IOException {
    Set<String> allowed = Set.copyOf(settings.listening().allowedOrigins());
    return AssistantService.open(
        settings,
        new AssistantService.Ports(
            facts, new CommandPort.Queued(running), KnownApprovers.of(settings.approvers())),
        directory,
        new OriginCheck(names, scheme, allowed),
        version,
        clock);
  }

  /** Hears signed approvals and the switch where the site has a broker. */
  private void listen(AssistantService opened) {
    RunningSite site = running.get();
    if (site.site().mqtt().isPresent()) {
      ApprovalTopics heard =
          new ApprovalTopics(opened.desk(), site.outside().port(), site.outside().topics());
      topics = Optional.of(heard);
      listener = Optional.of(Thread.ofVirtual().name("approvals").start(heard::run));
    }
  }

  @Override
  public void refused(HttpExchange exchange, PageAnswer answer) {
    service.ifPresent(opened -> opened.refused(exchange, answer));
  }

  @Override
  public void close() {
    listener.ifPresent(Thread::interrupt);
    topics.ifPresent(ApprovalTopics::close);
    service.ifPresent(AssistantService::close);
  }
}
