package org.nernst.synapse;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.nernst.engine.Memory;
import org.nernst.tensor.DType;

/// Writes the class of a [RowKernel] for a dtype and a number of vectors, each of whose sums is a
/// local variable. Nothing here links to the vector module, which may be missing.
final class RowKernelWriter {
  private static final String PACKAGE = "jdk.incubator.vector.";
  private static final ClassDesc KERNEL = ClassDesc.of(RowKernel.class.getName());
  private static final ClassDesc GENERATED = ClassDesc.of(RowKernel.class.getName() + "Code");
  private static final ClassDesc MEMORY = ClassDesc.of(Memory.class.getName());
  private static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
  private static final ClassDesc ORDER = ClassDesc.of("java.nio.ByteOrder");
  private static final ClassDesc SPECIES = ClassDesc.of(PACKAGE + "VectorSpecies");
  private static final ClassDesc VECTOR = ClassDesc.of(PACKAGE + "Vector");
  private static final ClassDesc MASK = ClassDesc.of(PACKAGE + "VectorMask");
  private static final ClassDesc INTS = CD_int.arrayType();
  private static final ClassDesc DOUBLES = CD_double.arrayType();

  private final ClassDesc vector;
  private final boolean single;
  private final int vectors;
  private final int vectorBytes;
  private final boolean tail;

  /// @param vectors of the tile
  /// @param lanes of a vector
  /// @param tail whether the last vector is incomplete
  private RowKernelWriter(DType dtype, int vectors, int lanes, boolean tail) {
    this.vectors = vectors;
    this.tail = tail;
    single = dtype == DType.FLOAT32;
    vector = ClassDesc.of(PACKAGE + (single ? "FloatVector" : "DoubleVector"));
    vectorBytes = lanes * dtype.byteSize();
  }

  static byte[] write(DType dtype, int vectors, int lanes, boolean tail) {
    RowKernelWriter writer = new RowKernelWriter(dtype, vectors, lanes, tail);
    return ClassFile.of()
        .build(
            GENERATED,
            type -> {
              type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                  .withInterfaceSymbols(KERNEL)
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
              for (boolean weighted : new boolean[] {false, true}) {
                String end = weighted ? "Weighted" : "";
                type.withMethodBody(
                    "one" + end,
                    oneType(weighted),
                    ClassFile.ACC_PUBLIC,
                    code -> writer.one(code, weighted));
                type.withMethodBody(
                    "many" + end,
                    manyType(weighted),
                    ClassFile.ACC_PUBLIC,
                    code -> writer.many(code, weighted));
              }
            });
  }

  private static MethodTypeDesc oneType(boolean weighted) {
    MethodTypeDesc plain =
        MethodTypeDesc.of(
            CD_void, INTS, CD_int, CD_int, CD_long, CD_long, CD_long, CD_long, CD_int);
    return weighted ? plain.insertParameterTypes(1, DOUBLES) : plain;
  }

  private static MethodTypeDesc manyType(boolean weighted) {
    MethodTypeDesc plain =
        MethodTypeDesc.of(
            CD_void, INTS, CD_int, CD_int, INTS, CD_long, CD_long, CD_long, CD_long, CD_long,
            CD_long, CD_int);
    return weighted ? plain.insertParameterTypes(4, DOUBLES) : plain;
  }

  private void one(CodeBuilder code, boolean weighted) {
    int next = weighted ? 1 : 0;
    Sum sum = new Sum(code);
    sum.indices = code.parameterSlot(0);
    sum.values = weighted ? code.parameterSlot(1) : -1;
    sum.position = code.parameterSlot(1 + next);
    sum.end = code.parameterSlot(2 + next);
    sum.rows = code.parameterSlot(3 + next);
    sum.rowBytes = code.parameterSlot(4 + next);
    sum.from = code.parameterSlot(5 + next);
    sum.to = code.parameterSlot(6 + next);
    sum.prepare(code.parameterSlot(7 + next));
    sum.write();
    code.return_();
  }

  private void many(CodeBuilder code, boolean weighted) {
    int starts = code.parameterSlot(0);
    int row = code.parameterSlot(1);
    int last = code.parameterSlot(2);
    int next = weighted ? 1 : 0;
    int fromBytes = code.parameterSlot(7 + next);
    int toBytes = code.parameterSlot(9 + next);
    Sum sum = new Sum(code);
    sum.indices = code.parameterSlot(3);
    sum.values = weighted ? code.parameterSlot(4) : -1;
    sum.rows = code.parameterSlot(4 + next);
    sum.rowBytes = code.parameterSlot(5 + next);
    sum.from = code.parameterSlot(6 + next);
    sum.to = code.parameterSlot(8 + next);
    sum.position = code.allocateLocal(TypeKind.INT);
    sum.end = code.allocateLocal(TypeKind.INT);
    sum.prepare(code.parameterSlot(10 + next));
    Label start = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(start).iload(row).iload(last).if_icmpge(end);
    code.aload(starts).iload(row).iaload().istore(sum.position);
    code.aload(starts).iload(row).iconst_1().iadd().iaload().istore(sum.end);
    sum.write();
    code.lload(sum.from).lload(fromBytes).ladd().lstore(sum.from);
    code.lload(sum.to).lload(toBytes).ladd().lstore(sum.to);
    code.iinc(row, 1).goto_(start).labelBinding(end);
    code.return_();
  }

  /// The loop over the rows of one sum. Fields are local variables.
  private final class Sum {
    private final CodeBuilder code;
    private final int[] sums = new int[vectors];
    private final int address;
    private final int factor;
    private int mask = -1;
    int indices;
    int values;
    int position;
    int end;
    int rows;
    int rowBytes;
    int from;
    int to;

    Sum(CodeBuilder code) {
      this.code = code;
      address = code.allocateLocal(TypeKind.LONG);
      factor = code.allocateLocal(TypeKind.REFERENCE);
      for (int v = 0; v < vectors; v++) {
        sums[v] = code.allocateLocal(TypeKind.REFERENCE);
      }
    }

    /// @param lanes of the incomplete vector
    void prepare(int lanes) {
      if (tail) {
        mask = code.allocateLocal(TypeKind.REFERENCE);
        species();
        code.iconst_0()
            .iload(lanes)
            .invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int))
            .astore(mask);
      }
    }

    void write() {
      for (int v = 0; v < vectors; v++) {
        load(from, v, maskOf(v));
        code.astore(sums[v]);
      }
      Label loop = code.newLabel();
      Label done = code.newLabel();
      code.labelBinding(loop).iload(position).iload(end).if_icmpge(done);
      code.lload(rows).aload(indices).iload(position).iaload().i2l();
      code.lload(rowBytes).lmul().ladd().lstore(address);
      if (values >= 0) {
        species();
        code.aload(values).iload(position).daload();
        if (single) {
          code.d2f();
        }
        code.invokestatic(
                vector,
                "broadcast",
                MethodTypeDesc.of(vector, SPECIES, single ? CD_float : CD_double))
            .astore(factor);
      }
      for (int v = 0; v < vectors; v++) {
        code.aload(sums[v]);
        load(address, v, -1);
        if (values >= 0) {
          code.aload(factor);
          binary("mul");
        }
        binary("add");
        code.astore(sums[v]);
      }
      code.iinc(position, 1).goto_(loop).labelBinding(done);
      for (int v = 0; v < vectors; v++) {
        store(v);
      }
    }

    private int maskOf(int v) {
      return v == vectors - 1 ? mask : -1;
    }

    private void species() {
      code.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
    }

    private void binary(String method) {
      code.invokevirtual(vector, method, MethodTypeDesc.of(vector, VECTOR));
    }

    private void place(int base, int v) {
      code.getstatic(MEMORY, "ALL", SEGMENT);
      code.lload(base).loadConstant((long) v * vectorBytes).ladd();
      code.getstatic(MEMORY, "ORDER", ORDER);
    }

    private void load(int base, int v, int masked) {
      species();
      place(base, v);
      MethodTypeDesc type = MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER);
      if (masked >= 0) {
        code.aload(masked);
        type = type.insertParameterTypes(4, MASK);
      }
      code.invokestatic(vector, "fromMemorySegment", type);
    }

    private void store(int v) {
      code.aload(sums[v]);
      place(to, v);
      MethodTypeDesc type = MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER);
      if (maskOf(v) >= 0) {
        code.aload(mask);
        type = type.insertParameterTypes(3, MASK);
      }
      code.invokevirtual(vector, "intoMemorySegment", type);
    }
  }
}
