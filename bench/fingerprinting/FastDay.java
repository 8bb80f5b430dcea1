import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Every setpoint of the day of {@code bench/fast-loop}, a line each, exact to the last bit.
 *
 * <p>Three batteries of measured dead and settling times follow the day without a limit, the second
 * also under an export limit of 2 kW, so that the decisions between two cycles are in it. The short
 * form takes the limited one alone.
 */
public final class FastDay {

  private static final double NO_LIMIT = 30_000;
  private static final int DAY_S = 24 * 3600;

  /** Records a controller's decisions. */
  private record Recorded(Rival rival, PrintStream out) implements Rival {

    @Override
    public Command decide(Reading reading) {
      Command command = rival.decide(reading);
      line("cycle", reading.at(), command);
      return command;
    }

    @Override
    public Optional<Command> glance(double at, OptionalDouble meterW) {
      Optional<Command> command = rival.glance(at, meterW);
      command.ifPresent(c -> line("between", at, c));
      return command;
    }

    private void line(String when, double at, Command command) {
      out.print(when + ' ' + at + ' ' + command.batteryW() + ' ' + command.pvLimitW() + '\n');
    }
  }

  private FastDay() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    Series day = Series.of(Path.of(arguments[0]), 1).part(0, DAY_S);
    Path work = Path.of(arguments[1]);
    boolean isShort = arguments[2].equals("1");
    try (PrintStream out =
        new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8)) {
      follow(day, work.resolve("limited"), 1.6, 3.8, 2000, out);
      if (!isShort) {
        follow(day, work.resolve("quick"), 0.6, 2.8, NO_LIMIT, out);
        follow(day, work.resolve("usual"), 1.6, 3.8, NO_LIMIT, out);
        follow(day, work.resolve("slow"), 1.6, 14.2, NO_LIMIT, out);
      }
    }
    System.exit(0);
  }

  private static void follow(
      Series day, Path folder, double deadS, double settlingS, double exportW, PrintStream out)
      throws IOException, SQLException {
    out.print("battery " + deadS + ' ' + settlingS + ", export " + exportW + '\n');
    try (ProductLoop loop =
        new ProductLoop(folder, new ProductLoop.Profile(deadS, settlingS), exportW, 0)) {
      Rig rig =
          new Rig(
              new Recorded(loop, out),
              new PowerStage(deadS, settlingS, Rig.BATTERY_W, PowerStage.Shape.LAG),
              new PowerStage(deadS, settlingS, Rig.PV_W, PowerStage.Shape.LAG));
      Follow.run(rig, day);
    }
  }
}
