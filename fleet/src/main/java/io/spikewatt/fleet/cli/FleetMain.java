package io.spikewatt.fleet.cli;

import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** {@code ./spikewatt fleet …}: see {@link #USAGE}. */
public final class FleetMain {

  static final String USAGE =
      """
      usage: ./spikewatt fleet COMMAND [options]

      A fleet of gateways that learn together. State is in a folder, default ./fleet-state.
        coordinator [--folder DIR] [--root TOPIC] [--port P] [--broker URL]
                    [--phase-s N] [--pause-s N] [--rounds N] [--rounds-per-trial N]
                    [--group N] [--clip C] [--epsilon-per-year E] [--canaries N] [--trial-s N]
                    [--records jdbc:postgresql://HOST/DATABASE?user=NAME]
                    [--records-password-file FILE]
                    [--records-stream amqps://HOST:PORT[,HOST:PORT]…/STREAM]
                    [--page P] [--page-bind ADDRESS] [--page-certificate FILE --page-key FILE]
                    [--silent-after-s N]
            runs rounds until it is stopped; without --broker it starts a broker on this machine's
            loopback, with --broker its certificate is DIR/members/coordinator; with
            --epsilon-per-year gateways add the noise that keeps a year of rounds within it;
            without --records the sites' records are in DIR/records.db; with --records-stream they
            are read from a stream of RabbitMQ, which is made where it is missing; with --page a web
            page of all sites at that port, on loopback unless it has a certificate, for those who
            have the token in DIR/page-token
        enrol --name GATEWAY [--folder DIR]
            makes the certificate of a gateway in DIR/members/GATEWAY
        rabbitmq [--folder DIR] [--root TOPIC] [--stream STREAM]
            prints definitions that RabbitMQ imports: users and permissions of the coordinator and
            of all gateways with a certificate in DIR/members; default stream: fleet-records
        status [--folder DIR]
            gateways with their alarms, rounds and versions of the models
        command --to all|NAME,…|@FILE|climate=C|features=F --command 'NAME VALUE' --key FILE
                [--dry-run] [--first N] [--stages 5,25,100] [--stop-above 0.1] [--valid 10min]
                [--answer-within 60s] [--pause 0s] [--folder DIR | --out ORDER]
            a command as in docs/mqtt.md, signed with the operator's key, for a group: a dry run at
            all gateways, then in stages; --out leaves it in a file for submit
        command submit ORDER | status [ID] | stop ID [--folder DIR]
        command key --key FILE
            makes the operator's key and FILE's .pub for the gateways
      Exit codes: 0 ok, 64 usage, 65 bad data, 69 not reachable, 70 bug.
      ./spikewatt fleet-demo shows it with 24 gateways.
      """;

  private final PrintStream out;
  private final PrintStream err;

  FleetMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(new FleetMain(out, err).run(Arrays.asList(arguments)).number());
  }

  ExitCode run(List<String> arguments) {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
    return FleetCommand.run(USAGE, rest, out, err, options -> started(command, options));
  }

  private ExitCode started(String command, List<String> options)
      throws UsageException, IOException, GeneralSecurityException, InterruptedException {
    return switch (command) {
      case "coordinator" -> new CoordinatorCommand(out).run(options);
      case "enrol" -> new EnrolCommand(out).run(options);
      case "command" -> new GroupCommand(out, new SystemClock(), new SecureRandom()).run(options);
      case "rabbitmq" -> new RabbitmqCommand(out).run(options);
      case "status" -> new FleetStatusCommand(out).run(options);
      case "help", "--help", "-h" -> {
        out.print(USAGE);
        yield ExitCode.OK;
      }
      default -> throw new IllegalArgumentException("no such command: " + command);
    };
  }
}
