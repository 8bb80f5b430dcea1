package io.spikewatt.drivers.capture;

import io.spikewatt.hal.signal.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a device's registers hold, in the vendor's coding, and what that means; and what a setpoint
 * has to leave in them. Written by hand from the sources, without the product's code:
 *
 * <pre>
 * input 5213: F830 FFFF        words from that input register on; holding likewise
 * holding +: 0001*3 "SMA"/16   from the next register on: a word three times, a text of 16 registers
 * expect power_w -2000         what a reading is
 * missing soc_pct              that it has none
 * write power_w 3000           a setpoint, and with wrote what it leaves in holding registers
 * refuse power_limit_w 9       a setpoint that the device does not take
 * wrote 13051: 0BB8            each register that was written has to be told
 * release power_w 0            control is given back
 * takes only                   no positive setpoint
 * </pre>
 */
record Capture(List<Step> steps) {

  /** The capture of a profile. */
  static Capture of(String profile) throws IOException {
    String name = profile + ".txt";
    try (InputStream in = Capture.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no test resource capture/" + name + " for the profile");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  static Capture parse(String text) {
    List<Step> steps = new ArrayList<>();
    int next = 0;
    for (String line : text.lines().toList()) {
      String bare = line.replaceFirst("#.*", "").strip();
      if (bare.isEmpty()) {
        continue;
      }
      String[] part = bare.split("[: ]+", 3);
      if (part[0].equals("input") || part[0].equals("holding")) {
        int address = part[1].equals("+") ? next : Integer.decode(part[1]);
        int[] words = words(part[2]);
        next = address + words.length;
        steps.add(new Step.Image(part[0].equals("input"), address, words));
      } else {
        steps.add(step(part));
      }
    }
    return new Capture(List.copyOf(steps));
  }

  private static Step step(String[] part) {
    return switch (part[0]) {
      case "expect" -> new Step.Expect(quantity(part[1]), Double.parseDouble(part[2]));
      case "missing" -> new Step.Missing(quantity(part[1]));
      case "write" -> new Step.Write(quantity(part[1]), Double.parseDouble(part[2]));
      case "refuse" -> new Step.Refuse(quantity(part[1]), Double.parseDouble(part[2]));
      case "release" -> new Step.Release(quantity(part[1]), Double.parseDouble(part[2]));
      case "wrote" -> new Step.Wrote(Integer.decode(part[1]), words(part[2]));
      case "takes" -> new Step.TakesOnly();
      default -> throw new AssertionError("not a line of a capture: " + String.join(" ", part));
    };
  }

  private static int[] words(String text) {
    return Arrays.stream(text.split("\\s+")).flatMapToInt(Capture::word).toArray();
  }

  private static IntStream word(String token) {
    if (token.startsWith("\"")) {
      int end = token.indexOf('"', 1);
      byte[] letters = token.substring(1, end).replace('_', ' ').getBytes(StandardCharsets.UTF_8);
      byte[] padded = Arrays.copyOf(letters, 2 * Integer.parseInt(token.substring(end + 2)));
      return IntStream.range(0, padded.length / 2)
          .map(i -> ((padded[2 * i] & 0xFF) << 8) | (padded[2 * i + 1] & 0xFF));
    }
    String[] times = token.split("\\*");
    if (times[0].length() != 4) {
      throw new AssertionError("not a word of four hexadecimal digits: " + token);
    }
    int word = Integer.parseInt(times[0], 16);
    return IntStream.range(0, times.length > 1 ? Integer.parseInt(times[1]) : 1).map(i -> word);
  }

  private static Quantity quantity(String name) {
    return Arrays.stream(Quantity.values())
        .filter(q -> q.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no quantity " + name));
  }
}
