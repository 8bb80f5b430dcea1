package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.FakeRegisters;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.sunspec.ModelBlocks.Block;
import io.spikewatt.drivers.sunspec.SunSpecDiscovery.Result;
import io.spikewatt.hal.signal.Fault;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Points of repeated groups are found and read together with their scales. */
final class ModelBlocksTest {

  private static final OptionalDouble NONE = OptionalDouble.empty();

  private final FakeRegisters registers = new FakeRegisters();
  private final SimulatedSunSpec device =
      new SimulatedSunSpec(registers.holding, 0).common("a", "b", "c");

  @Test
  void aModuleIsReadByItsIndexWithItsScaleInOneRequest() {
    device.model(160, Map.of("module", 4)).set("DCW_SF", -1);
    device.set("module[1].DCW", 1234).set("module[4].DCW", 70).end();
    ModelReading reading = read(160, "module[4].DCW", "module[1].DCW");
    assertEquals(List.of("read 70+82"), registers.log);
    assertEquals(OptionalDouble.of(123.4), reading.value("module[1].DCW"));
    assertEquals(OptionalDouble.of(7), reading.value("module[4].DCW"));
    assertEquals(NONE, reading.value("module[2].DCW"), "not implemented");
    assertEquals(NONE, reading.value("module[1].DCA"), "its scale is not implemented either");
    assertEquals(NONE, read(160, "module[5].DCW").value("module[5].DCW"), "there are four");
  }

  @Test
  void theNumberOfModulesIsWhatTheLengthHasRoomFor() {
    device.model(160, Map.of("module", 1)).set("DCW_SF", 0).set("module[1].DCW", 5);
    // The next model stands where a second module would.
    device.model(103).set("A", 77).end();
    assertEquals(OptionalDouble.of(5), read(160, "module[1].DCW").value("module[1].DCW"));
    assertEquals(NONE, read(160, "module[2].DCW").value("module[2].DCW"));
  }

  @Test
  void theNumberOfPortsIsWhatTheirCountSays() {
    device.model(714, Map.of("Prt", 3)).set("DCW_SF", 1);
    device.set("Prt[2].DCW", 0x10000 - 20).set("Prt[3].DCW", 9).set("NPrt", 2).end();
    ModelReading reading = read(714, "Prt[2].DCW", "Prt[3].DCW");
    assertEquals(OptionalDouble.of(-200), reading.value("Prt[2].DCW"));
    assertEquals(NONE, reading.value("Prt[3].DCW"), "there is room, but the device counts two");
  }

  @Test
  void groupsInsideGroupsAreFoundByTheDevicesOwnCounts() {
    device.model(712, Map.of("Crv", 3, "Pt", 4)).set("W_SF", 0).set("DeptRef_SF", -1);
    device.set("Crv[1].Pt[4].W", 11).set("Crv[3].Pt[2].Var", 0x10000 - 55).set("Crv[2].Pri", 1);
    device.end();
    ModelReading reading = read(712, "Crv[1].Pt[4].W", "Crv[3].Pt[2].Var", "Crv[2].Pri");
    // 14 + 3 * (4 + 4 * 2) registers in one request, because only they tell where things stand.
    assertEquals(List.of("read 70+50"), registers.log);
    assertEquals(OptionalDouble.of(11), reading.value("Crv[1].Pt[4].W"));
    assertEquals(OptionalDouble.of(-5.5), reading.value("Crv[3].Pt[2].Var"));
    assertEquals(OptionalDouble.of(1), reading.value("Crv[2].Pri"));
    assertEquals(NONE, reading.value("Crv[1].Pt[5].W"));
    assertEquals(NONE, reading.value("Crv[4].Pt[1].W"));
  }

  @Test
  void aGroupThatStandsOnceNeedsNoIndex() {
    device.model(704).set("PF_SF", -3).set("PFWAbs.PF", 950).end();
    assertEquals(OptionalDouble.of(0.95), read(704, "PFWAbs.PF").value("PFWAbs.PF"));
  }

  @Test
  void aLongModelIsReadInPartsBetweenTwoLooksAtItsScales() {
    device.model(803, Map.of("string", 7)).set("A_SF", -1).set("string[7].StrA", 125).end();
    assertEquals(OptionalDouble.of(12.5), read(803, "string[7].StrA").value("string[7].StrA"));
    assertEquals(List.of("read 70+125", "read 195+102", "read 70+125"), registers.log);
  }

  @Test
  void aScaleThatChangesBetweenThePartsSpoilsThem() {
    FakeRegisters changing =
        new FakeRegisters() {
          @Override
          public RegisterReply read(Table table, int address, int count) {
            RegisterReply reply = super.read(table, address, count);
            if (address == 195) {
              holding[70 + ModelTables.model(803).point("A_SF").offset()] = 1;
            }
            return reply;
          }
        };
    new SimulatedSunSpec(changing.holding, 0)
        .common("a", "b", "c")
        .model(803, Map.of("string", 7))
        .set("A_SF", 0)
        .set("string[7].StrA", 125)
        .end();
    Block block = block(changing, 803, "string[7].StrA");
    assertEquals(
        Fault.Kind.BAD_QUALITY, assertInstanceOf(Block.Failed.class, block).fault().kind());
  }

  @Test
  void aPointThatNoModelHasIsABug() {
    Model model = ModelTables.model(160);
    assertThrows(IllegalArgumentException.class, () -> model.point("module[1].Nothing"));
    assertThrows(IllegalArgumentException.class, () -> model.point("port[1].DCW"));
    assertThrows(IllegalArgumentException.class, () -> model.point("module[0].DCW"));
  }

  private ModelReading read(int id, String... points) {
    return assertInstanceOf(Block.Read.class, block(registers, id, points)).reading();
  }

  /** Reads after a discovery, and leaves only the reading in the log. */
  private static Block block(FakeRegisters from, int id, String... points) {
    SunSpecMap map = assertInstanceOf(Result.Found.class, SunSpecDiscovery.discover(from)).map();
    from.log.clear();
    return ModelBlocks.read(from, map.first(id).orElseThrow(), List.of(points));
  }
}
