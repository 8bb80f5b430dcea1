import io.spikewatt.inference.feature.SeriesKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Errors of models by site and age, over those of the base, the mean of the last days. */
final class ErrorTable {
  static final String BASE = "base";

  private final SeriesKind kind;

  /** By model and age: one list of cases a site. */
  private final Map<String, List<Map<String, double[]>>> errors = new LinkedHashMap<>();

  ErrorTable(SeriesKind kind) {
    this.kind = kind;
  }

  void add(String site, int age, String model, double[] cases) {
    List<Map<String, double[]>> ages =
        errors.computeIfAbsent(
            model,
            name -> ages().<Map<String, double[]>>mapToObj(k -> new LinkedHashMap<>()).toList());
    ages.get(age).put(site, cases);
  }

  private double ratio(String model, int age, String site) {
    return HeldOut.sum(errors.get(model).get(age).get(site))
        / HeldOut.sum(errors.get(BASE).get(age).get(site));
  }

  private double mean(String model, int age) {
    return geometricMean(
        errors.get(BASE).get(age).keySet().stream().mapToDouble(site -> ratio(model, age, site)));
  }

  /** Geometric mean over sites and ages. */
  double mean(String model) {
    return geometricMean(ages().mapToDouble(age -> mean(model, age)));
  }

  private static double geometricMean(DoubleStream ratios) {
    return Math.exp(ratios.map(Math::log).average().orElseThrow());
  }

  private static IntStream ages() {
    return IntStream.range(0, HeldOut.AGES.length);
  }

  void print() {
    int sites = errors.get(BASE).getFirst().size();
    System.out.printf("%n%-26s", "error / base, %d %s, day".formatted(sites, kind));
    for (int age : HeldOut.AGES) {
      System.out.printf(" %6d", age);
    }
    System.out.println("    all  over central, 95 %");
    for (String model : errors.keySet()) {
      if (!model.equals(BASE)) {
        System.out.printf("%-26s", model);
        for (int age = 0; age < HeldOut.AGES.length; age++) {
          System.out.printf(" %6.3f", mean(model, age));
        }
        System.out.printf(
            " %6.3f %s%n", mean(model), BlockBootstrap.of(cases(model), cases("central")));
      }
    }
    worst("FedAdam");
  }

  /** Cases as shares of their site's base error, so that every site weighs alike. */
  private double[] cases(String model) {
    List<Double> all = new ArrayList<>();
    for (int age = 0; age < HeldOut.AGES.length; age++) {
      for (Map.Entry<String, double[]> site : errors.get(model).get(age).entrySet()) {
        double base = HeldOut.sum(errors.get(BASE).get(age).get(site.getKey()));
        for (double each : site.getValue()) {
          all.add(each / base);
        }
      }
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void worst(String model) {
    List<String> sites = new ArrayList<>(errors.get(BASE).getFirst().keySet());
    sites.sort((a, b) -> Double.compare(overall(model, b), overall(model, a)));
    int tenth = Math.max(1, (sites.size() + 9) / 10);
    System.out.print("worst tenth of sites under " + model + ", over the base:");
    for (String site : sites.subList(0, tenth)) {
      System.out.printf(
          " %s %.3f (central %.3f)", site, overall(model, site), overall("central", site));
    }
    System.out.println();
  }

  private double overall(String model, String site) {
    return geometricMean(ages().mapToDouble(age -> ratio(model, age, site)));
  }
}
