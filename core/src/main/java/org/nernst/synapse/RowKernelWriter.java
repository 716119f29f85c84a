package org.nernst.synapse;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Writes a [RowKernel] for a number of vectors, each of whose sums is a local variable.
final class RowKernelWriter {
  private static final ClassDesc INTS = CD_int.arrayType();
  private static final ClassDesc DOUBLES = CD_double.arrayType();
  private static final MethodTypeDesc ONE =
      MethodTypeDesc.of(CD_void, INTS, CD_int, CD_int, CD_long, CD_long, CD_long, CD_long, CD_int);
  private static final MethodTypeDesc MANY =
      MethodTypeDesc.of(
          CD_void, INTS, CD_int, CD_int, INTS, CD_long, CD_long, CD_long, CD_long, CD_long, CD_long,
          CD_int);

  private final VectorCode vectorCode;
  private final int vectors;
  private final boolean tail;

  private RowKernelWriter(VectorCode vectorCode, int vectors, boolean tail) {
    this.vectorCode = vectorCode;
    this.vectors = vectors;
    this.tail = tail;
  }

  /// Makes a kernel.
  ///
  /// @param vectors of the tile
  /// @param tail whether the last vector is incomplete
  static RowKernel make(VectorCode vectorCode, int vectors, boolean tail) {
    RowKernelWriter writer = new RowKernelWriter(vectorCode, vectors, tail);
    return VectorCode.make(RowKernel.class, writer::methods);
  }

  private void methods(ClassBuilder type) {
    for (boolean weighted : new boolean[] {false, true}) {
      String end = weighted ? "Weighted" : "";
      type.withMethodBody(
          "one" + end,
          weighted ? ONE.insertParameterTypes(1, DOUBLES) : ONE,
          ClassFile.ACC_PUBLIC,
          code -> one(code, weighted));
      type.withMethodBody(
          "many" + end,
          weighted ? MANY.insertParameterTypes(4, DOUBLES) : MANY,
          ClassFile.ACC_PUBLIC,
          code -> many(code, weighted));
    }
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
        int zero = code.allocateLocal(TypeKind.INT);
        code.iconst_0().istore(zero);
        mask = code.allocateLocal(TypeKind.REFERENCE);
        vectorCode.lanesBelow(code, zero, lanes);
        code.astore(mask);
      }
    }

    void write() {
      for (int v = 0; v < vectors; v++) {
        vectorCode.load(code, from, offset(v), maskOf(v));
        code.astore(sums[v]);
      }
      Label loop = code.newLabel();
      Label done = code.newLabel();
      code.labelBinding(loop).iload(position).iload(end).if_icmpge(done);
      code.lload(rows).aload(indices).iload(position).iaload().i2l();
      code.lload(rowBytes).lmul().ladd().lstore(address);
      if (values >= 0) {
        vectorCode.species(code);
        code.aload(values).iload(position).daload();
        vectorCode.broadcast(code);
        code.astore(factor);
      }
      for (int v = 0; v < vectors; v++) {
        code.aload(sums[v]);
        vectorCode.load(code, address, offset(v), -1);
        if (values >= 0) {
          code.aload(factor);
          vectorCode.binary(code, "mul");
        }
        vectorCode.binary(code, "add");
        code.astore(sums[v]);
      }
      code.iinc(position, 1).goto_(loop).labelBinding(done);
      for (int v = 0; v < vectors; v++) {
        vectorCode.store(code, sums[v], to, offset(v), maskOf(v));
      }
    }

    private int offset(int v) {
      return v * vectorCode.vectorBytes();
    }

    private int maskOf(int v) {
      return v == vectors - 1 ? mask : -1;
    }
  }
}
