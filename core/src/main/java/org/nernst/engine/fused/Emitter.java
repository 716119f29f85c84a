package org.nernst.engine.fused;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.nernst.memory.Memory;
import org.nernst.neuron.BinaryOp;
import org.nernst.neuron.UnaryOp;
import org.nernst.tensor.DType;

/// Writes the bytecode of single operations. Values and truths (outcomes of comparisons) are local
/// variables; every method leaves its result on the operand stack.
///
/// Two implementations compute the same graph: vectors of neurons, or one neuron at a time for JVMs
/// without the vector module. Apart from powers, in which they may differ by the last bit, they
/// give the same bits.
abstract sealed class Emitter permits VectorEmitter, ScalarEmitter {
  static final ClassDesc MEMORY = ClassDesc.of(Memory.class.getName());

  final DType dtype;

  Emitter(DType dtype) {
    this.dtype = dtype;
  }

  /// {@return how many neurons a value holds}
  abstract int lanes();

  abstract TypeKind valueKind();

  abstract TypeKind truthKind();

  /// A value from memory, at address plus index in bytes.
  abstract void load(CodeBuilder code, int address, int index);

  /// Writes a value to memory. Leaves nothing on the stack.
  abstract void store(CodeBuilder code, int value, int address, int index);

  abstract void constant(CodeBuilder code, double value);

  abstract void unary(CodeBuilder code, UnaryOp op, int x);

  abstract void binary(CodeBuilder code, BinaryOp op, int a, int b);

  /// a * b + c, rounded once. Not for what the graph says, whose operations are rounded one by one.
  abstract void fma(CodeBuilder code, int a, int b, int c);

  /// x times a power of two.
  ///
  /// @param x local variable, of a size near 1
  /// @param exponent local variable whose low bits are the exponent; the result must be normal
  abstract void timesPowerOfTwo(CodeBuilder code, int x, int exponent);

  /// The exponent of a positive normal number as it is in its bits, with bias.
  abstract void exponent(CodeBuilder code, int x);

  /// A positive normal number scaled by a power of two to [1, 2).
  abstract void mantissa(CodeBuilder code, int x);

  /// The truth of a comparison.
  abstract void compare(CodeBuilder code, BinaryOp op, int a, int b);

  /// a where the condition holds, else b.
  ///
  /// @param condition local variable with a truth
  abstract void select(CodeBuilder code, int condition, int a, int b);

  final boolean isSingle() {
    return dtype == DType.FLOAT32;
  }

  /// The address in the memory segment of everything.
  final void address(CodeBuilder code, int address, int index) {
    code.lload(address).iload(index).i2l().ladd();
  }

  final void number(CodeBuilder code, double value) {
    if (isSingle()) {
      code.loadConstant((float) value);
    } else {
      code.loadConstant(value);
    }
  }

  /// Pushes an int or long, as wide as the dtype.
  final void whole(CodeBuilder code, long value) {
    if (isSingle()) {
      code.loadConstant((int) value);
    } else {
      code.loadConstant(value);
    }
  }

  /// The power of two from which on the low bits of a number are its whole part.
  final double unit() {
    return isSingle() ? 0x1p23 : 0x1p52;
  }

  final long unitBits() {
    return isSingle() ? Float.floatToRawIntBits(0x1p23f) : Double.doubleToRawLongBits(0x1p52);
  }

  final long oneBits() {
    return isSingle() ? Float.floatToRawIntBits(1) : Double.doubleToRawLongBits(1);
  }

  final long mantissaMask() {
    return (1L << mantissaBits()) - 1;
  }

  final int mantissaBits() {
    return isSingle() ? 23 : 52;
  }

  static MethodTypeDesc type(ClassDesc result, ClassDesc... of) {
    return MethodTypeDesc.of(result, of);
  }
}
