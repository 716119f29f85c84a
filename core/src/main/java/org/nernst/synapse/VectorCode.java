package org.nernst.synapse;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Consumer;
import org.nernst.memory.Memory;
import org.nernst.tensor.DType;

/// Writes calls of the Vector API on vectors of the species that the machine prefers, of one dtype.
/// Nothing here links to the vector module, which may be missing.
final class VectorCode {
  static final String MODULE = "jdk.incubator.vector";
  private static final String PACKAGE = MODULE + ".";
  private static final ClassDesc MEMORY = ClassDesc.of(Memory.class.getName());
  private static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
  private static final ClassDesc ORDER = ClassDesc.of("java.nio.ByteOrder");
  private static final ClassDesc SPECIES = ClassDesc.of(PACKAGE + "VectorSpecies");
  private static final ClassDesc VECTOR = ClassDesc.of(PACKAGE + "Vector");
  private static final ClassDesc MASK = ClassDesc.of(PACKAGE + "VectorMask");
  private static final ClassDesc OPERATORS = ClassDesc.of(PACKAGE + "VectorOperators");
  private static final ClassDesc COMPARISON = ClassDesc.of(PACKAGE + "VectorOperators$Comparison");

  /// Has all bits of an address. Once they are masked, the JIT compiler sees that an access can't
  /// be out of the segment's bounds: otherwise it compares before each vector, which takes as long
  /// as the sums.
  private static final long ADDRESSES = (1L << 62) - 1;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  final DType dtype;

  /// Numbers of a vector.
  final int lanes;

  private final boolean single;
  private final ClassDesc vector;

  VectorCode(DType dtype) {
    this.dtype = dtype;
    single = dtype == DType.FLOAT32;
    String name = PACKAGE + (single ? "FloatVector" : "DoubleVector");
    vector = ClassDesc.of(name);
    lanes = lanes(name);
  }

  /// {@return whether this JVM was started with the vector module}
  static boolean isAvailable() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  private static int lanes(String vector) {
    try {
      Object species = Class.forName(vector).getField("SPECIES_PREFERRED").get(null);
      Class<?> type = Class.forName(PACKAGE + "VectorSpecies");
      return (int) type.getMethod("length").invoke(species);
    } catch (ClassNotFoundException
        | NoSuchFieldException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("the vector module isn't as expected", e);
    }
  }

  int vectorBytes() {
    return lanes * dtype.byteSize();
  }

  /// Makes an object of a new class.
  ///
  /// @param of the interface that it implements
  /// @param methods writes their implementations
  static <T> T make(Class<T> of, Consumer<ClassBuilder> methods) {
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(of.getName() + "Code"),
                type -> {
                  type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                      .withInterfaceSymbols(ClassDesc.of(of.getName()))
                      .withMethodBody(
                          ConstantDescs.INIT_NAME,
                          ConstantDescs.MTD_void,
                          0,
                          code ->
                              code.aload(0)
                                  .invokespecial(
                                      ConstantDescs.CD_Object,
                                      ConstantDescs.INIT_NAME,
                                      ConstantDescs.MTD_void)
                                  .return_());
                  methods.accept(type);
                });
    try {
      return of.cast(
          LOOKUP
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance());
    } catch (IllegalAccessException
        | InstantiationException
        | InvocationTargetException
        | NoSuchMethodException e) {
      throw new IllegalStateException("generated kernel can't be used", e);
    }
  }

  void species(CodeBuilder code) {
    code.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
  }

  /// Pushes the mask of the lanes whose index is below a limit.
  ///
  /// @param index local variable: of lane 0
  /// @param limit local variable
  void lanesBelow(CodeBuilder code, int index, int limit) {
    species(code);
    code.iload(index)
        .iload(limit)
        .invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int));
  }

  private static void place(CodeBuilder code, int base, int offset) {
    code.getstatic(MEMORY, "ALL", SEGMENT);
    code.lload(base).loadConstant(ADDRESSES).land().loadConstant((long) offset).ladd();
    code.getstatic(MEMORY, "ORDER", ORDER);
  }

  /// Pushes a vector from memory.
  ///
  /// @param base local variable with an address
  /// @param offset in bytes
  /// @param mask local variable with the lanes to load, others being 0; -1 for all
  void load(CodeBuilder code, int base, int offset, int mask) {
    species(code);
    place(code, base, offset);
    MethodTypeDesc type = MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER);
    if (mask >= 0) {
      code.aload(mask);
      type = type.insertParameterTypes(4, MASK);
    }
    code.invokestatic(vector, "fromMemorySegment", type);
  }

  /// Writes a vector to memory.
  ///
  /// @param value local variable
  /// @param base local variable with an address
  /// @param offset in bytes
  /// @param mask local variable with the lanes to write, -1 for all
  void store(CodeBuilder code, int value, int base, int offset, int mask) {
    code.aload(value);
    place(code, base, offset);
    MethodTypeDesc type = MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER);
    if (mask >= 0) {
      code.aload(mask);
      type = type.insertParameterTypes(3, MASK);
    }
    code.invokevirtual(vector, "intoMemorySegment", type);
  }

  /// Replaces a double on the stack by a vector of it, below which the caller put the species.
  void broadcast(CodeBuilder code) {
    if (single) {
      code.d2f();
    }
    code.invokestatic(
        vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, single ? CD_float : CD_double));
  }

  /// Replaces two vectors on the stack by their sum ("add"), product ("mul") or the like.
  void binary(CodeBuilder code, String method) {
    code.invokevirtual(vector, method, MethodTypeDesc.of(vector, VECTOR));
  }

  /// Pushes a long with a bit for each lane in which two vectors differ.
  ///
  /// @param a local variable
  /// @param b local variable
  void different(CodeBuilder code, int a, int b) {
    code.aload(a)
        .getstatic(OPERATORS, "NE", COMPARISON)
        .aload(b)
        .invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR))
        .invokevirtual(MASK, "toLong", MethodTypeDesc.of(CD_long));
  }

  /// Writes a long.
  ///
  /// @param value local variable
  /// @param address local variable
  static void storeLong(CodeBuilder code, int value, int address) {
    code.lload(value)
        .lload(address)
        .invokestatic(MEMORY, "setLong", MethodTypeDesc.of(CD_void, CD_long, CD_long));
  }
}
