package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.io.PickleValue.Dict;
import org.nernst.io.PickleValue.Global;
import org.nernst.io.PickleValue.Int;
import org.nernst.io.PickleValue.Items;
import org.nernst.io.PickleValue.None;
import org.nernst.io.PickleValue.Real;
import org.nernst.io.PickleValue.Storage;
import org.nernst.io.PickleValue.Text;
import org.nernst.io.PickleValue.Truth;
import org.nernst.io.PickleValue.View;
import org.nernst.tensor.DType;

class UnpicklerTest {
  private static TestPickle pickle() {
    return new TestPickle().op(0x80, 2);
  }

  private static PickleValue load(byte[] pickle) {
    return load(pickle, new HeapBudget(pickle.length));
  }

  private static PickleValue load(byte[] pickle, HeapBudget budget) {
    PickleInput in = new PickleInput(MemorySegment.ofArray(pickle), 0);
    return new Unpickler(in, new TorchGlobals(_ -> {}, budget), budget).load();
  }

  static Stream<Arguments> values() {
    return Stream.of(
        arguments(pickle().op('N').stop(), None.NONE),
        arguments(pickle().op(0x88).stop(), new Truth(true)),
        arguments(pickle().op(0x89).stop(), new Truth(false)),
        arguments(pickle().op('K', 200).stop(), new Int(200)),
        arguments(pickle().op('M', 0x34, 0xF2).stop(), new Int(0xF234)),
        arguments(pickle().integer(-70000).stop(), new Int(-70000)),
        arguments(pickle().op(0x8A, 0).stop(), new Int(0)),
        arguments(pickle().op(0x8A, 1, 0xFF).stop(), new Int(-1)),
        arguments(pickle().op(0x8A, 5, 0, 0, 0, 0, 1).stop(), new Int(1L << 32)),
        arguments(pickle().op(0x8A, 8).int64(Long.MIN_VALUE).stop(), new Int(Long.MIN_VALUE)),
        arguments(pickle().op('G', 0x3F, 0xF8, 0, 0, 0, 0, 0, 0).stop(), new Real(1.5)),
        arguments(pickle().text("µ\u0000\uD83E\uDDE0").stop(), new Text("µ\u0000\uD83E\uDDE0")),
        arguments(pickle().op(0x8C, 2, 'h', 'i').stop(), new Text("hi")),
        arguments(
            pickle().op('K', 1, 'K', 2, 'K', 3, 0x87).stop(),
            new Items(List.of(new Int(1), new Int(2), new Int(3)))),
        arguments(pickle().op('(', 't').stop(), new Items(List.of())),
        arguments(
            pickle().op(']', 'K', 1, 'a', '(', 'K', 2, 'N', 'e').stop(),
            new Items(List.of(new Int(1), new Int(2), None.NONE))),
        arguments(
            pickle().op('K', 7, 0x94, 'K', 8, 0x86).stop(),
            new Items(List.of(new Int(7), new Int(8)))),
        arguments(
            pickle().op('K', 7, 'q', 0, 'h', 0, 'j').int32(0).op(0x87).stop(),
            new Items(List.of(new Int(7), new Int(7), new Int(7)))));
  }

  @ParameterizedTest
  @MethodSource("values")
  void plainDataIsWhatPythonHad(byte[] pickle, PickleValue expected) {
    assertThat(load(pickle)).isEqualTo(expected);
  }

  @Test
  void dictsKeepTheirOrderAndTakeIntegersAsKeys() {
    byte[] pickle =
        pickle().op('}', '(').text("b").op('N', 'K', 3, 0x88, 'u').text("a").op('N', 's').stop();

    assertThat(load(pickle)).isInstanceOf(Dict.class);
    assertThat(((Dict) load(pickle)).values().keySet()).containsExactly("b", "3", "a");
  }

  @Test
  void aTensorIsAViewOfAStorage() {
    assertThat(load(tensor(6, 1, 2, 2, 2, 1)))
        .isEqualTo(
            new View(
                new Storage(DType.FLOAT32, "0", 6),
                1,
                new TensorInfo(DType.FLOAT32, List.of(2L, 2L)),
                List.of(2L, 1L)));
  }

  /// A float32 tensor of two axes.
  private static byte[] tensor(int numel, int offset, int rows, int columns, int down, int right) {
    return pickle()
        .global("torch._utils", "_rebuild_tensor_v2")
        .op('(', '(')
        .text("storage")
        .global("torch", "FloatStorage")
        .text("0")
        .text("cpu")
        .integer(numel)
        .op('t', 'Q')
        .integer(offset)
        .integer(rows)
        .integer(columns)
        .op(0x86)
        .integer(down)
        .integer(right)
        .op(0x86, 0x89)
        .global("collections", "OrderedDict")
        .op(')', 'R', 't', 'R')
        .stop();
  }

  /// A vector of five elements on a storage of bytes, as newer dtypes are written.
  private static byte[] typed(String storageModule, String storage, int bytes, String dtype) {
    return pickle()
        .global("torch._utils", "_rebuild_tensor_v3")
        .op('(', '(')
        .text("storage")
        .global(storageModule, storage)
        .text("0")
        .text("cpu")
        .integer(bytes)
        .op('t', 'Q')
        .integer(0)
        .integer(5)
        .op(0x85)
        .integer(1)
        .op(0x85, 0x89)
        .global("collections", "OrderedDict")
        .op(')', 'R')
        .global("torch", dtype)
        .op('t', 'R')
        .stop();
  }

  @Test
  void newerDtypesAreViewsOfBytes() {
    assertThat(load(typed("torch.storage", "UntypedStorage", 11, "uint16")))
        .isEqualTo(
            new View(
                new Storage(DType.UINT8, "0", 11),
                0,
                new TensorInfo(DType.UINT16, List.of(5L)),
                List.of(1L)));
    assertThat(load(pickle().global("torch", "float8_e5m2").stop()))
        .isEqualTo(new Global("torch.float8_e5m2"));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(new byte[0], "expected 1 more bytes at byte 0, got 0"),
        arguments(pickle().stop(), "more values on the stack"),
        arguments(new TestPickle().op(0x80, 9).stop(), "protocol 2 to 5, got 9"),
        arguments(pickle().op(0x81).stop(), "NEWOBJ"),
        arguments(pickle().op('i').stop(), "INST"),
        arguments(pickle().op(0xFF).stop(), "opcode 0xff at byte 2"),
        arguments(pickle().global("os", "system").stop(), "got os.system, which is never loaded"),
        arguments(pickle().global("builtins", "eval").stop(), "builtins.eval"),
        arguments(pickle().text("os").text("system").op(0x93).stop(), "os.system"),
        arguments(pickle().global("torch", "FloatStorage.x").stop(), "FloatStorage.x"),
        arguments(pickle().op('c').raw(new byte[1000]).stop(), "names of at most 256 bytes"),
        arguments(pickle().op('X').int32(-1).stop(), "expected 4294967295 more bytes"),
        arguments(pickle().op('X').int32(9).op('a').stop(), "expected 9 more bytes"),
        arguments(pickle().op(0x8C, 1, 0xC3).stop(), "UTF-8"),
        arguments(pickle().op(0x8A, 9).raw(new byte[9]).stop(), "at most 8 bytes, got 9"),
        arguments(pickle().op('h', 0).stop(), "a memo entry that was made, got 0"),
        arguments(pickle().op('N', 'r').int32(-1).stop(), "memo entries in order, got 4294967295"),
        arguments(pickle().op('t').stop(), "a mark on the stack"),
        arguments(pickle().op('N', '(', 0x85).stop(), "more values on the stack"),
        arguments(pickle().op('(', 'N', 'u').stop(), "more values on the stack"),
        arguments(pickle().op('}', '(', 'N', 'u').stop(), "in pairs"),
        arguments(pickle().op('}', 'N', 'N', 's').stop(), "keys of a dict, got None"),
        arguments(
            pickle().op('}').text("1").op('N', 's', 'K', 1, 'N', 's').stop(),
            "every key of a dict once, got 1"),
        arguments(pickle().op('N', 'N', 'a').stop(), "a list to append to, got None"),
        arguments(pickle().op(')', 'N', 'a').stop(), "a list to append to, got a list or tuple"),
        arguments(pickle().op('N', ')', 'R').stop(), "a function, got None"),
        arguments(
            pickle().global("torch", "FloatStorage").op(')', 'R').stop(),
            "no call of torch.FloatStorage"),
        arguments(
            pickle().global("collections", "OrderedDict").op('N', 0x85, 'R').stop(),
            "no call of collections.OrderedDict with 1 arguments"),
        arguments(pickle().op('N', '}', 'b').stop(), "a dict that has attributes, got None"),
        arguments(pickle().op(')', 'Q').stop(), "5 parts of the name of a storage, got 0"),
        arguments(tensor(6, 1, 2, 2, 4, 1), "a tensor inside its storage of 6 elements"),
        arguments(
            typed("torch.storage", "UntypedStorage", 9, "uint16"),
            "a tensor inside its storage of 4 elements"),
        arguments(
            typed("torch.storage", "UntypedStorage", 20, "float32"),
            "a dtype that has no storages of its own, got torch.float32"),
        arguments(
            typed("torch.storage", "UntypedStorage", 20, "bool"),
            "a dtype that has no storages of its own, got torch.bool"),
        arguments(
            typed("torch.storage", "UntypedStorage", 20, "FloatStorage"),
            "a dtype that has no storages of its own, got torch.FloatStorage"),
        arguments(
            typed("torch", "FloatStorage", 20, "uint16"),
            "a storage of bytes for uint16, got one of float32"),
        arguments(
            typed("torch.storage", "UntypedStorage", 20, "float4_e2m1fn_x2"),
            "a dtype that Nernst has, got torch.float4_e2m1fn_x2"),
        arguments(
            typed("torch.storage", "TypedStorage", 20, "uint16"), "torch.storage.TypedStorage"),
        arguments(tensor(6, -1, 2, 2, 2, 1), "at least 0, got -1"),
        arguments(tensor(6, 0, 2, 2, -2, 1), "at least 0"),
        arguments(tensor(6, 0, -2, 2, 2, 1), "axes of at least 0"),
        arguments(tensor(-6, 0, 2, 2, 2, 1), "a number of elements, got -6"),
        arguments(tensor(6, 7, 0, 2, 2, 1), "a tensor inside its storage"),
        arguments(
            tensor(1, 0, 1 << 30, 1 << 30, 0, 0), "at most 100 times the elements of a storage"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void anythingElseIsRefused(byte[] pickle, String problem) {
    assertThatThrownBy(() -> load(pickle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void deepNestingTakesNoStack() {
    byte[] pickle = pickle().times(100_000, ']').times(99_999, 'a').stop();

    PickleValue deep = load(pickle, new HeapBudget(100_000_000));
    assertThat(deep).isInstanceOf(Items.class);
    assertThatThrownBy(() -> TorchContents.of(deep, new HeapBudget(100_000_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 32 deep");
  }

  @Test
  void aListInItselfIsRefused() {
    byte[] pickle = pickle().op(']', 'q', 0, 'h', 0, 'a').stop();
    PickleValue loop = load(pickle);

    assertThatThrownBy(() -> TorchContents.of(loop, new HeapBudget(pickle.length)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 32 deep");
  }

  @Test
  void sharedListsCannotGrowWithoutEnd() {
    TestPickle laughs = pickle().op(']', 'N', 'a', '}', 0x85).op('q', 0);
    for (int level = 1; level < 30; level++) {
      laughs.op('h', level - 1, 'h', level - 1, 0x86, 'q', level);
    }
    byte[] pickle = laughs.stop();
    PickleValue top = load(pickle);

    assertThatThrownBy(() -> TorchContents.of(top, new HeapBudget(pickle.length)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more small objects");
  }

  @Test
  void aLongListInManyPlacesIsRefused() {
    TestPickle many = pickle().op(']', '(').times(1_000_000, 'N').op('e', 'q', 0, '}', 0x86);
    many.op(']', '(');
    for (int i = 0; i < 50_000; i++) {
      many.op('h', 0);
    }
    byte[] pickle = many.op('e', 0x86).stop();
    PickleValue top = load(pickle, new HeapBudget(100_000_000));

    assertThatThrownBy(() -> TorchContents.of(top, new HeapBudget(pickle.length)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more small objects");
  }

  @Test
  void smallObjectsAreCounted() {
    byte[] pickle = pickle().times(1_000_000, '}').stop();

    assertThatThrownBy(() -> load(pickle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more small objects than a file of its size may");
  }
}
