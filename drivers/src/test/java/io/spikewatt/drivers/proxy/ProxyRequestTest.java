package io.spikewatt.drivers.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.hal.signal.Fault;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxyRequestTest {

  @Test
  void passesReadsAndWritesOn() {
    assertEquals(new ProxyRequest.Read(3, Table.HOLDING, 0x9C40, 2), parse("03 9C40 0002"));
    assertEquals(new ProxyRequest.Read(4, Table.INPUT, 0, 125), parse("04 0000 007D"));
    ProxyRequest.Write one = (ProxyRequest.Write) parse("06 0010 FFFE");
    assertEquals(16, one.address());
    assertArrayEquals(new int[] {0xFFFE}, one.words());
    ProxyRequest.Write two = (ProxyRequest.Write) parse("10 0010 0002 04 0001 8000");
    assertArrayEquals(new int[] {1, 0x8000}, two.words());
  }

  /** Rows: request, exception. */
  @ParameterizedTest
  @CsvSource({
    "01 0000 0001, 1", // coils
    "2B 0E 01 00, 1", // identification
    "03 0000, 3",
    "03 0000 0000, 3",
    "03 0000 007E, 3",
    "03 FFFF 0002, 2",
    "03 0000 0001 00, 3",
    "06 0000, 3",
    "10 0000 0001 02, 3",
    "10 0000 0002 02 0001, 3",
    "10 0000 0000 00, 3",
    "10 FFFF 0002 04 0001 0002, 2"
  })
  void refusesWhatNoDeviceShouldSee(String hex, int exception) {
    ProxyRequest.Bad bad = (ProxyRequest.Bad) parse(hex);
    assertEquals(exception, bad.exception());
  }

  @Test
  void answersAsTheDeviceDid() {
    ProxyRequest read = parse("03 0000 0002");
    assertArrayEquals(
        bytes("03 04 0001 FFFF"), read.answer(new RegisterReply.Words(new int[] {1, 0xFFFF})));
    assertArrayEquals(
        bytes("06 0010 FFFE"),
        parse("06 0010 FFFE").answer(new RegisterReply.Words(new int[] {0xFFFE})));
    assertArrayEquals(
        bytes("10 0010 0002"),
        parse("10 0010 0002 04 0001 8000").answer(new RegisterReply.Words(new int[] {1, 0x8000})));
    RegisterReply busy = new RegisterReply.Failed(Fault.of(Fault.Kind.REJECTED, "exception 6"), 6);
    assertArrayEquals(bytes("83 06"), read.answer(busy));
    assertArrayEquals(
        bytes("83 0B"), read.answer(RegisterReply.failed(Fault.Kind.TIMEOUT, "silent")));
    assertArrayEquals(
        bytes("83 0A"), read.answer(RegisterReply.failed(Fault.Kind.UNREACHABLE, "gone")));
  }

  private static ProxyRequest parse(String hex) {
    return ProxyRequest.parse(bytes(hex));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
