import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.LongAdder;

/**
 * A job whose work can be counted: products of matrices. Arguments: number of threads, file of the
 * count, which is written four times a second.
 */
final class MatrixLoad {

  private static final int SIZE = 128;

  private MatrixLoad() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    LongAdder products = new LongAdder();
    for (int thread = 0; thread < Integer.parseInt(arguments[0]); thread++) {
      Thread.ofPlatform().daemon().start(() -> multiply(products));
    }
    Path file = Path.of(arguments[1]);
    Path next = file.resolveSibling(file.getFileName() + ".new");
    while (true) {
      Files.writeString(next, products.sum() + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      Thread.sleep(250);
    }
  }

  private static void multiply(LongAdder products) {
    double[] a = new double[SIZE * SIZE];
    double[] b = new double[SIZE * SIZE];
    for (int i = 0; i < a.length; i++) {
      a[i] = i % 7;
      b[i] = i % 5;
    }
    while (true) {
      double[] c = new double[SIZE * SIZE];
      for (int row = 0; row < SIZE; row++) {
        for (int k = 0; k < SIZE; k++) {
          double factor = a[row * SIZE + k];
          for (int column = 0; column < SIZE; column++) {
            c[row * SIZE + column] += factor * b[k * SIZE + column];
          }
        }
      }
      a[0] = c[0] % 7;
      products.increment();
    }
  }
}
