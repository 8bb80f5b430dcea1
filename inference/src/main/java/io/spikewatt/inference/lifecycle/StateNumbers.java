package io.spikewatt.inference.lifecycle;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;

/** Numbers of {@link StateFormat}: written with their count, and read only if they make sense. */
final class StateNumbers {

  private static final int MOST = 1 << 16;

  private StateNumbers() {}

  static void doubles(DataOutputStream stream, double[] values) throws IOException {
    stream.writeByte(values.length);
    write(stream, values);
  }

  private static void write(DataOutputStream stream, double[] values) throws IOException {
    for (double value : values) {
      stream.writeDouble(value);
    }
  }

  static double[] doubles(DataInputStream in) throws IOException {
    return doubles(in, number(in.readByte(), Byte.MAX_VALUE));
  }

  static void manyDoubles(DataOutputStream stream, double[] values) throws IOException {
    stream.writeInt(values.length);
    write(stream, values);
  }

  static double[] manyDoubles(DataInputStream in) throws IOException {
    return doubles(in, number(in.readInt(), MOST));
  }

  private static double[] doubles(DataInputStream in, int count) throws IOException {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = finite(in.readDouble());
    }
    return values;
  }

  static void floats(DataOutputStream stream, float[] values) throws IOException {
    stream.writeShort(values.length);
    for (float value : values) {
      stream.writeFloat(value);
    }
  }

  static float[] floats(DataInputStream in, int most) throws IOException {
    float[] values = new float[number(in.readShort(), most)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) finite(in.readFloat());
    }
    return values;
  }

  static double finite(double value) throws IOException {
    if (!Double.isFinite(value)) {
      throw new StreamCorruptedException("a number that is none");
    }
    return value;
  }

  static int number(int value, int most) throws IOException {
    if (value < 0 || value > most) {
      throw new StreamCorruptedException("a count of " + value + ", expected at most " + most);
    }
    return value;
  }

  static void expect(int expected, int found, String what) throws IOException {
    if (expected != found) {
      throw new StreamCorruptedException(found + " " + what + ", expected " + expected);
    }
  }
}
