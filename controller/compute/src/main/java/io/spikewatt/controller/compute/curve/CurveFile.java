package io.spikewatt.controller.compute.curve;

import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.controller.compute.curve.CurveRecord.Bin;
import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The record of work over power in a file of the state directory, replaced as a whole. */
public final class CurveFile {

  private static final String VERSION = "1";
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;

  public CurveFile(Path file) {
    this.file = file;
  }

  /**
   * Result of reading.
   *
   * @param curveRecord what was read, aged by the time since, or an empty record
   * @param problem why it begins anew, with the file's name; empty = it does not, or is new
   */
  public record Read(CurveRecord curveRecord, Optional<String> problem) {}

  /**
   * Reads the record of a box of full power {@code maxW}; never throws. A wall clock that went back
   * ages nothing; time that passed by it ages the record by one half-life at most.
   */
  public Read read(double maxW, Instant now, Duration halfLife) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new MalformedMessage("expected at most 1 MiB, found more");
      }
      CurveRecord found = parsed(JsonTree.strict(bytes));
      if (found.maxW() != maxW) {
        return lost(
            maxW, now, "it is of a box of %.0f W, not %.0f W".formatted(found.maxW(), maxW));
      }
      Duration off = Duration.between(found.at(), now);
      Duration counted = off.compareTo(halfLife) < 0 ? off : halfLife;
      return new Read(found.aged(counted, halfLife), Optional.empty());
    } catch (NoSuchFileException first) {
      return new Read(CurveRecord.begin(maxW, now), Optional.empty());
    } catch (IOException | MalformedMessage | RuntimeException e) {
      return lost(maxW, now, String.valueOf(e.getMessage()));
    }
  }

  private Read lost(double maxW, Instant now, String why) {
    return new Read(
        CurveRecord.begin(maxW, now),
        Optional.of(file + ": the record of work over power begins anew: " + why));
  }

  /** Replaces the file; the old one remains if this throws. */
  public void write(CurveRecord curveRecord) throws IOException {
    PrivateFiles.createDirectories(PrivateFiles.directory(file));
    PrivateFiles.replace(file, JsonWriter.object(json -> fill(json, curveRecord)));
  }

  private static void fill(JsonWriter json, CurveRecord curve) {
    json.put("version", VERSION)
        .exact("max_w", curve.maxW())
        .put("at_s", curve.at().getEpochSecond())
        .exact("idle", numbers(curve.idle()));
    curve
        .phases()
        .forEach(
            (phase, bins) ->
                json.in(
                    JsonWriter.word(phase),
                    below -> {
                      for (int i = 0; i < bins.size(); i++) {
                        Bin bin = bins.get(i);
                        if (bin.work().weight() > 0) {
                          below.in(
                              String.valueOf(i),
                              each ->
                                  each.exact("power", numbers(bin.power()))
                                      .exact("work", numbers(bin.work())));
                        }
                      }
                    }));
  }

  private static double[] numbers(AgedMean mean) {
    return new double[] {mean.mean(), mean.deviation(), mean.weight()};
  }

  private static CurveRecord parsed(JsonTree tree) throws MalformedMessage {
    if (!tree.text("version").equals(VERSION)) {
      throw new MalformedMessage(
          "expected version %s, found %s".formatted(VERSION, tree.text("version")));
    }
    Map<WorkPhase, List<Bin>> phases = new EnumMap<>(WorkPhase.class);
    for (WorkPhase phase : WorkPhase.values()) {
      Optional<JsonTree> bins = tree.find(JsonWriter.word(phase));
      if (bins.isPresent()) {
        phases.put(phase, bins(bins.get()));
      }
    }
    double maxW = tree.number("max_w");
    if (!(maxW > 0)) {
      throw new MalformedMessage("expected max_w > 0");
    }
    return new CurveRecord(
        maxW, mean(tree, "idle"), phases, Instant.ofEpochSecond((long) tree.number("at_s")));
  }

  private static List<Bin> bins(JsonTree tree) throws MalformedMessage {
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < CurveRecord.BINS; i++) {
      Optional<JsonTree> bin = tree.find(String.valueOf(i));
      bins.add(
          bin.isPresent() ? new Bin(mean(bin.get(), "power"), mean(bin.get(), "work")) : Bin.NONE);
    }
    return bins;
  }

  private static AgedMean mean(JsonTree tree, String name) throws MalformedMessage {
    JsonTree three =
        tree.find(name)
            .filter(found -> found.kind() == JsonKind.LIST && found.items().size() == 3)
            .orElseThrow(() -> new MalformedMessage("a list of three numbers expected in " + name));
    List<Double> numbers =
        three.items().stream().map(item -> Double.parseDouble(item.text())).toList();
    return new AgedMean(numbers.get(0), numbers.get(1), numbers.get(2));
  }
}
