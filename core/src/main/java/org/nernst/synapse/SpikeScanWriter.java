package org.nernst.synapse;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;

/// Writes a [SpikeScan] that compares a vector of numbers at a time.
final class SpikeScanWriter {
  private static final MethodTypeDesc SCAN = MethodTypeDesc.of(CD_long, CD_long, CD_int, CD_long);

  private final VectorCode vectorCode;
  private final CodeBuilder code;
  private final int from;
  private final int count;
  private final int to;
  private final int zero;
  private final int one;
  private final int number;
  private final int differ;
  private final int others;
  private final int word;
  private final int shift;
  private final int done;

  private SpikeScanWriter(VectorCode vectorCode, CodeBuilder code) {
    this.vectorCode = vectorCode;
    this.code = code;
    from = code.parameterSlot(0);
    count = code.parameterSlot(1);
    to = code.parameterSlot(2);
    zero = constant(0);
    one = constant(1);
    number = code.allocateLocal(TypeKind.REFERENCE);
    differ = code.allocateLocal(TypeKind.LONG);
    others = code.allocateLocal(TypeKind.LONG);
    word = code.allocateLocal(TypeKind.LONG);
    shift = code.allocateLocal(TypeKind.INT);
    done = code.allocateLocal(TypeKind.INT);
  }

  static SpikeScan make(VectorCode vectorCode) {
    return VectorCode.make(
        SpikeScan.class,
        type ->
            type.withMethodBody(
                "scan",
                SCAN,
                ClassFile.ACC_PUBLIC,
                code -> new SpikeScanWriter(vectorCode, code).write()));
  }

  private int constant(double value) {
    vectorCode.species(code);
    code.loadConstant(value);
    vectorCode.broadcast(code);
    int local = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(local);
    return local;
  }

  private void write() {
    code.lconst_0().lstore(others);
    code.iconst_0().istore(done);
    fullWords();
    lastWord();
    code.lload(others).lreturn();
  }

  private void fullWords() {
    Label start = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(start);
    code.iload(done).loadConstant(Long.SIZE).iadd().iload(count).if_icmpgt(end);
    code.lconst_0().lstore(word);
    for (int lane = 0; lane < Long.SIZE; lane += vectorCode.lanes) {
      vectorCode.load(code, from, lane * vectorCode.dtype.byteSize(), -1);
      code.loadConstant(lane).istore(shift);
      compare();
    }
    VectorCode.storeLong(code, word, to);
    advance(from, (long) Long.SIZE * vectorCode.dtype.byteSize());
    advance(to, Long.BYTES);
    code.iinc(done, Long.SIZE).goto_(start).labelBinding(end);
  }

  private void lastWord() {
    Label start = code.newLabel();
    Label end = code.newLabel();
    Label nothing = code.newLabel();
    int mask = code.allocateLocal(TypeKind.REFERENCE);
    code.iload(done).iload(count).if_icmpge(nothing);
    code.lconst_0().lstore(word);
    code.iconst_0().istore(shift);
    code.labelBinding(start).iload(done).iload(count).if_icmpge(end);
    vectorCode.lanesBelow(code, done, count);
    code.astore(mask);
    vectorCode.load(code, from, 0, mask);
    compare();
    advance(from, vectorCode.vectorBytes());
    code.iinc(shift, vectorCode.lanes).iinc(done, vectorCode.lanes).goto_(start);
    code.labelBinding(end);
    VectorCode.storeLong(code, word, to);
    code.labelBinding(nothing);
  }

  private void advance(int address, long bytes) {
    code.lload(address).loadConstant(bytes).ladd().lstore(address);
  }

  /// Puts the bits of the numbers on the stack into the word.
  private void compare() {
    code.astore(number);
    vectorCode.different(code, number, zero);
    code.lstore(differ);
    code.lload(others);
    vectorCode.different(code, number, one);
    code.lload(differ).land().lor().lstore(others);
    code.lload(word).lload(differ).iload(shift).lshl().lor().lstore(word);
  }
}
