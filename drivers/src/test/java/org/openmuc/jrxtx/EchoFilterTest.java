package org.openmuc.jrxtx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class EchoFilterTest {

  final Queue<Integer> arrived = new ArrayDeque<>();
  final EchoFilter in =
      new EchoFilter(
          new EchoFilter.Source() {
            @Override
            public int read() throws IOException {
              if (arrived.isEmpty()) {
                throw new SerialPortTimeoutException("no answer");
              }
              return arrived.remove();
            }

            @Override
            public int available() {
              return arrived.size();
            }
          });
  final ByteArrayOutputStream line = new ByteArrayOutputStream();
  final OutputStream out = in.watching(line);

  @Test
  void anAnswerWithoutAnEchoPasses() throws IOException {
    write("/?!");
    arrive("/SPK5");
    assertEquals("/SPK5", read(5));
    assertEquals("/?!", line.toString(StandardCharsets.US_ASCII));
  }

  @Test
  void anEchoIsTakenOutWhetherItCameAtOnceOrInPieces() throws IOException {
    write("/?!");
    arrive("/?");
    assertEquals(0, in.available());
    arrive("!/SPK5");
    assertEquals("/SPK5", read(5));
  }

  @Test
  void anEchoThatHasArrivedAloneIsNothingToRead() throws IOException {
    write("\0\0\0");
    arrive("\0\0\0");
    assertEquals(0, in.available());
    write("/?!");
    arrive("/?!/SPK5");
    assertEquals("/SPK5", read(5));
  }

  @Test
  void whatBeganLikeAnEchoIsDeliveredWhole() throws IOException {
    write("/SPX");
    arrive("/SPK5");
    assertEquals(5, in.available());
    assertEquals("/SPK5", read(5));
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private void arrive(String text) {
    text.chars().forEach(arrived::add);
  }

  private String read(int count) throws IOException {
    return new String(in.readNBytes(count), StandardCharsets.US_ASCII);
  }
}
