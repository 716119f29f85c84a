package org.nernst.engine.fused;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.InvocationTargetException;
import org.nernst.neuron.BinaryOp;
import org.nernst.neuron.UnaryOp;
import org.nernst.tensor.DType;

/// Vectors of the species that the machine prefers, by calls of the Vector API, which the compiler
/// turns into single instructions. They are written one by one, without helpers of ours: the
/// compiler promises to inline its own methods only. Nothing here links to the vector module, which
/// may be missing.
final class VectorEmitter extends Emitter {
  private static final String PACKAGE = "jdk.incubator.vector.";
  private static final ClassDesc SPECIES = ClassDesc.of(PACKAGE + "VectorSpecies");
  private static final ClassDesc VECTOR = ClassDesc.of(PACKAGE + "Vector");
  private static final ClassDesc MASK = ClassDesc.of(PACKAGE + "VectorMask");
  private static final ClassDesc OPERATORS = ClassDesc.of(PACKAGE + "VectorOperators");
  private static final ClassDesc BINARY = ClassDesc.of(PACKAGE + "VectorOperators$Binary");
  private static final ClassDesc COMPARISON = ClassDesc.of(PACKAGE + "VectorOperators$Comparison");
  private static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
  private static final ClassDesc ORDER = ClassDesc.of("java.nio.ByteOrder");

  private final ClassDesc vector;
  private final ClassDesc number;

  /// Vector of whole numbers of the same size, and such a number.
  private final ClassDesc bits;

  private final ClassDesc whole;
  private final int lanes;

  VectorEmitter(DType dtype) {
    super(dtype);
    String name = PACKAGE + (isSingle() ? "FloatVector" : "DoubleVector");
    vector = ClassDesc.of(name);
    number = isSingle() ? ConstantDescs.CD_float : ConstantDescs.CD_double;
    bits = ClassDesc.of(PACKAGE + (isSingle() ? "IntVector" : "LongVector"));
    whole = isSingle() ? ConstantDescs.CD_int : ConstantDescs.CD_long;
    lanes = lanes(name);
  }

  /// {@return whether this JVM was started with the vector module}
  static boolean isAvailable() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
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

  @Override
  int lanes() {
    return lanes;
  }

  @Override
  TypeKind valueKind() {
    return TypeKind.REFERENCE;
  }

  @Override
  TypeKind truthKind() {
    return TypeKind.REFERENCE;
  }

  private void species(CodeBuilder code) {
    code.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
  }

  @Override
  void load(CodeBuilder code, int address, int index) {
    species(code);
    place(code, address, index);
    code.invokestatic(
        vector, "fromMemorySegment", type(vector, SPECIES, SEGMENT, ConstantDescs.CD_long, ORDER));
  }

  private void place(CodeBuilder code, int address, int index) {
    code.getstatic(MEMORY, "ALL", SEGMENT);
    address(code, address, index);
    code.getstatic(MEMORY, "ORDER", ORDER);
  }

  @Override
  void store(CodeBuilder code, int value, int address, int index) {
    code.aload(value);
    place(code, address, index);
    code.invokevirtual(
        vector,
        "intoMemorySegment",
        type(ConstantDescs.CD_void, SEGMENT, ConstantDescs.CD_long, ORDER));
  }

  @Override
  void constant(CodeBuilder code, double value) {
    species(code);
    number(code, value);
    code.invokestatic(vector, "broadcast", type(vector, SPECIES, number));
  }

  @Override
  void unary(CodeBuilder code, UnaryOp op, int x) {
    code.aload(x);
    switch (op) {
      case NEG -> code.invokevirtual(vector, "neg", type(vector));
      case ABS -> code.invokevirtual(vector, "abs", type(vector));
      case SQRT -> code.invokevirtual(vector, "sqrt", type(vector));
      default -> throw new IllegalArgumentException("not lowered: " + op);
    }
  }

  @Override
  void binary(CodeBuilder code, BinaryOp op, int a, int b) {
    String method =
        switch (op) {
          case PLUS -> "add";
          case MINUS -> "sub";
          case TIMES -> "mul";
          case DIVIDED_BY -> "div";
          case POW -> "pow";
          case MIN -> "min";
          case MAX -> "max";
          default -> throw new IllegalArgumentException("no arithmetic: " + op);
        };
    code.aload(a).aload(b).invokevirtual(vector, method, type(vector, VECTOR));
  }

  @Override
  void fma(CodeBuilder code, int a, int b, int c) {
    code.aload(a).aload(b).aload(c).invokevirtual(vector, "fma", type(vector, VECTOR, VECTOR));
  }

  @Override
  void timesPowerOfTwo(CodeBuilder code, int x, int exponent) {
    asBits(code, x);
    asBits(code, exponent);
    shift(code, "LSHL");
    code.invokevirtual(bits, "add", type(bits, VECTOR));
    asNumbers(code);
  }

  @Override
  void exponent(CodeBuilder code, int x) {
    asBits(code, x);
    shift(code, "LSHR");
    withBits(code, "or", unitBits());
    asNumbers(code);
    number(code, unit());
    code.invokevirtual(vector, "sub", type(vector, number));
  }

  @Override
  void mantissa(CodeBuilder code, int x) {
    asBits(code, x);
    withBits(code, "and", mantissaMask());
    withBits(code, "or", oneBits());
    asNumbers(code);
  }

  private void asBits(CodeBuilder code, int x) {
    code.aload(x)
        .invokevirtual(vector, isSingle() ? "reinterpretAsInts" : "reinterpretAsLongs", type(bits));
  }

  private void asNumbers(CodeBuilder code) {
    code.invokevirtual(
        bits, isSingle() ? "reinterpretAsFloats" : "reinterpretAsDoubles", type(vector));
  }

  private void shift(CodeBuilder code, String operator) {
    code.getstatic(OPERATORS, operator, BINARY);
    whole(code, mantissaBits());
    code.invokevirtual(bits, "lanewise", type(bits, BINARY, whole));
  }

  private void withBits(CodeBuilder code, String method, long pattern) {
    whole(code, pattern);
    code.invokevirtual(bits, method, type(bits, whole));
  }

  @Override
  void compare(CodeBuilder code, BinaryOp op, int a, int b) {
    code.aload(a)
        .getstatic(OPERATORS, op.name(), COMPARISON)
        .aload(b)
        .invokevirtual(vector, "compare", type(MASK, COMPARISON, VECTOR));
  }

  @Override
  void select(CodeBuilder code, int condition, int a, int b) {
    code.aload(b)
        .aload(a)
        .aload(condition)
        .invokevirtual(vector, "blend", type(vector, VECTOR, MASK));
  }
}
