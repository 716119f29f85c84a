package org.nernst.engine.fused;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import org.nernst.neuron.BinaryOp;
import org.nernst.neuron.UnaryOp;
import org.nernst.tensor.DType;

/// One neuron at a time. A truth is an int, 0 or 1.
final class ScalarEmitter extends Emitter {
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final ClassDesc FLOAT = ClassDesc.of("java.lang.Float");
  private static final ClassDesc DOUBLE = ClassDesc.of("java.lang.Double");

  private final ClassDesc number;

  ScalarEmitter(DType dtype) {
    super(dtype);
    number = isSingle() ? ConstantDescs.CD_float : ConstantDescs.CD_double;
  }

  @Override
  int lanes() {
    return 1;
  }

  @Override
  TypeKind valueKind() {
    return isSingle() ? TypeKind.FLOAT : TypeKind.DOUBLE;
  }

  @Override
  TypeKind truthKind() {
    return TypeKind.INT;
  }

  @Override
  void load(CodeBuilder code, int address, int index) {
    address(code, address, index);
    code.invokestatic(
        MEMORY, isSingle() ? "getFloat" : "getDouble", type(number, ConstantDescs.CD_long));
  }

  @Override
  void store(CodeBuilder code, int value, int address, int index) {
    push(code, value);
    address(code, address, index);
    code.invokestatic(
        MEMORY,
        isSingle() ? "setFloat" : "setDouble",
        type(ConstantDescs.CD_void, number, ConstantDescs.CD_long));
  }

  private void push(CodeBuilder code, int value) {
    code.loadLocal(valueKind(), value);
  }

  @Override
  void constant(CodeBuilder code, double value) {
    number(code, value);
  }

  @Override
  void unary(CodeBuilder code, UnaryOp op, int x) {
    push(code, x);
    switch (op) {
      case NEG -> {
        if (isSingle()) {
          code.fneg();
        } else {
          code.dneg();
        }
      }
      case ABS -> code.invokestatic(MATH, "abs", type(number, number));
      case SQRT -> squareRoot(code);
      default -> throw new IllegalArgumentException("not lowered: " + op);
    }
  }

  private void squareRoot(CodeBuilder code) {
    if (isSingle()) {
      code.f2d();
    }
    code.invokestatic(MATH, "sqrt", type(ConstantDescs.CD_double, ConstantDescs.CD_double));
    if (isSingle()) {
      code.d2f();
    }
  }

  @Override
  void binary(CodeBuilder code, BinaryOp op, int a, int b) {
    if (op == BinaryOp.POW) {
      pow(code, a, b);
      return;
    }
    push(code, a);
    push(code, b);
    switch (op) {
      case PLUS -> pick(code, CodeBuilder::fadd, CodeBuilder::dadd);
      case MINUS -> pick(code, CodeBuilder::fsub, CodeBuilder::dsub);
      case TIMES -> pick(code, CodeBuilder::fmul, CodeBuilder::dmul);
      case DIVIDED_BY -> pick(code, CodeBuilder::fdiv, CodeBuilder::ddiv);
      case MIN -> code.invokestatic(MATH, "min", type(number, number, number));
      case MAX -> code.invokestatic(MATH, "max", type(number, number, number));
      default -> throw new IllegalArgumentException("no arithmetic: " + op);
    }
  }

  private void pow(CodeBuilder code, int a, int b) {
    push(code, a);
    if (isSingle()) {
      code.f2d();
    }
    push(code, b);
    if (isSingle()) {
      code.f2d();
    }
    code.invokestatic(
        MATH,
        "pow",
        type(ConstantDescs.CD_double, ConstantDescs.CD_double, ConstantDescs.CD_double));
    if (isSingle()) {
      code.d2f();
    }
  }

  @FunctionalInterface
  private interface Instruction {
    CodeBuilder write(CodeBuilder code);
  }

  private void pick(CodeBuilder code, Instruction onFloats, Instruction onDoubles) {
    (isSingle() ? onFloats : onDoubles).write(code);
  }

  @Override
  void fma(CodeBuilder code, int a, int b, int c) {
    push(code, a);
    push(code, b);
    push(code, c);
    code.invokestatic(MATH, "fma", type(number, number, number, number));
  }

  @Override
  void timesPowerOfTwo(CodeBuilder code, int x, int exponent) {
    asBits(code, x);
    asBits(code, exponent);
    code.loadConstant(mantissaBits());
    pick(code, CodeBuilder::ishl, CodeBuilder::lshl);
    pick(code, CodeBuilder::iadd, CodeBuilder::ladd);
    asNumber(code);
  }

  @Override
  void exponent(CodeBuilder code, int x) {
    asBits(code, x);
    code.loadConstant(mantissaBits());
    pick(code, CodeBuilder::iushr, CodeBuilder::lushr);
    whole(code, unitBits());
    pick(code, CodeBuilder::ior, CodeBuilder::lor);
    asNumber(code);
    number(code, unit());
    pick(code, CodeBuilder::fsub, CodeBuilder::dsub);
  }

  @Override
  void mantissa(CodeBuilder code, int x) {
    asBits(code, x);
    whole(code, mantissaMask());
    pick(code, CodeBuilder::iand, CodeBuilder::land);
    whole(code, oneBits());
    pick(code, CodeBuilder::ior, CodeBuilder::lor);
    asNumber(code);
  }

  private void asBits(CodeBuilder code, int x) {
    push(code, x);
    if (isSingle()) {
      code.invokestatic(FLOAT, "floatToRawIntBits", type(ConstantDescs.CD_int, number));
    } else {
      code.invokestatic(DOUBLE, "doubleToRawLongBits", type(ConstantDescs.CD_long, number));
    }
  }

  private void asNumber(CodeBuilder code) {
    if (isSingle()) {
      code.invokestatic(FLOAT, "intBitsToFloat", type(number, ConstantDescs.CD_int));
    } else {
      code.invokestatic(DOUBLE, "longBitsToDouble", type(number, ConstantDescs.CD_long));
    }
  }

  @Override
  void compare(CodeBuilder code, BinaryOp op, int a, int b) {
    Label isFalse = code.newLabel();
    Label end = code.newLabel();
    push(code, a);
    push(code, b);
    // the comparison with NaN must come out on the false side
    if (op == BinaryOp.LT || op == BinaryOp.LE) {
      pick(code, CodeBuilder::fcmpg, CodeBuilder::dcmpg);
    } else {
      pick(code, CodeBuilder::fcmpl, CodeBuilder::dcmpl);
    }
    switch (op) {
      case GT -> code.ifle(isFalse);
      case GE -> code.iflt(isFalse);
      case LT -> code.ifge(isFalse);
      case LE -> code.ifgt(isFalse);
      case EQ -> code.ifne(isFalse);
      case NE -> code.ifeq(isFalse);
      default -> throw new IllegalArgumentException("no comparison: " + op);
    }
    code.iconst_1().goto_(end).labelBinding(isFalse).iconst_0().labelBinding(end);
  }

  @Override
  void select(CodeBuilder code, int condition, int a, int b) {
    Label isFalse = code.newLabel();
    Label end = code.newLabel();
    code.iload(condition).ifeq(isFalse);
    push(code, a);
    code.goto_(end).labelBinding(isFalse);
    push(code, b);
    code.labelBinding(end);
  }
}
