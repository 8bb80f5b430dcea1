package io.spikewatt.config.check;

import io.spikewatt.config.assistant.AssistantApprover;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.config.assistant.ModelEndpoint;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.NotificationSettings;
import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Files of passwords, tokens, certificates and keys that a configuration names. */
public final class ReferencedFiles {

  private final Map<String, String> files = new LinkedHashMap<>();

  private ReferencedFiles(Site site) {
    site.mqtt()
        .ifPresent(
            mqtt -> {
              put("mqtt.password-file", mqtt.passwordFile());
              put("mqtt.ca-file", mqtt.security().caFile());
              put("mqtt.certificate-file", mqtt.security().certificateFile());
              put("mqtt.key-file", mqtt.security().keyFile());
            });
    site.page()
        .ifPresent(
            page -> {
              put("page.token-file", page.tokenFile());
              put("page.certificate-file", page.certificateFile());
              put("page.key-file", page.keyFile());
            });
    site.notifications()
        .map(NotificationSettings::targets)
        .ifPresent(
            targets -> {
              for (int i = 0; i < targets.size(); i++) {
                put("notify.targets[" + i + "].", targets.get(i));
              }
            });
    for (int i = 0; i < site.sources().size(); i++) {
      SiteSource.SourceFiles named = site.sources().get(i).files();
      put("sources[" + i + "].token-file", named.tokenFile());
      put("sources[" + i + "].ca-file", named.caFile());
    }
    site.fleet()
        .ifPresent(
            fleet -> {
              files.put("fleet.ca-file", fleet.files().caFile());
              files.put("fleet.certificate-file", fleet.files().certificateFile());
              files.put("fleet.key-file", fleet.files().keyFile());
              files.put("fleet.coordinator-key-file", fleet.files().coordinatorKeyFile());
              put("fleet.command-key-file", fleet.commands().keyFile());
            });
    site.assistant().ifPresent(this::put);
    for (int i = 0; i < site.devices().size(); i++) {
      if (site.devices().get(i).connection() instanceof Connection.OpcUa opcUa) {
        put("devices[" + i + "].connection.password-file", opcUa.passwordFile());
      }
    }
  }

  /** Paths by the key that names them, in the order of the configuration's sections. */
  public static Map<String, String> of(Site site) {
    return new ReferencedFiles(site).files;
  }

  private void put(String section, NotifyTarget target) {
    switch (target) {
      case NotifyTarget.Email email -> {
        put(section + "password-file", email.server().passwordFile());
        put(section + "ca-file", email.server().caFile());
      }
      case NotifyTarget.Ntfy ntfy -> {
        put(section + "token-file", ntfy.tokenFile());
        put(section + "ca-file", ntfy.caFile());
      }
      case NotifyTarget.Webhook webhook -> {
        put(section + "token-file", webhook.tokenFile());
        put(section + "ca-file", webhook.caFile());
      }
    }
  }

  private void put(AssistantSettings assistant) {
    for (int i = 0; i < assistant.clients().size(); i++) {
      files.put("assistant.clients[" + i + "].token-file", assistant.clients().get(i).tokenFile());
    }
    for (int i = 0; i < assistant.approvers().size(); i++) {
      AssistantApprover approver = assistant.approvers().get(i);
      String key =
          switch (approver) {
            case AssistantApprover.ByPin _ -> "pin-file";
            case AssistantApprover.ByKey _ -> "public-key-file";
          };
      files.put("assistant.approvers[" + i + "]." + key, approver.file());
    }
    put("assistant.model.token-file", assistant.model().flatMap(ModelEndpoint::tokenFile));
    put("assistant.model.ca-file", assistant.model().flatMap(ModelEndpoint::caFile));
  }

  private void put(String key, Optional<String> file) {
    file.ifPresent(name -> files.put(key, name));
  }
}
