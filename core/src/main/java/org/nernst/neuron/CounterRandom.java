package org.nernst.neuron;

/// The random numbers of [Expr#uniform]: a pure function of the key of the run, the step, the
/// neuron and the stream, so that every engine, thread count and order of evaluation draws the same
/// bits. Only 32-bit multiplications, additions, shifts and exclusive ors, which vector units have.
///
/// Two rounds of the integer mixer "lowbias32" (Chris Wellons, 2018, public domain) over the
/// neuron's index, keyed before each round by 32 bits that depend on key, step and stream.
public final class CounterRandom {
  private CounterRandom() {}

  /// {@return 32 mixed bits; a bijection}
  public static int mix(int x) {
    int h = x;
    h ^= h >>> 16;
    h *= 0x7feb352d;
    h ^= h >>> 15;
    h *= 0x846ca68b;
    h ^= h >>> 16;
    return h;
  }

  /// {@return what keys the first round of all neurons in a step}
  ///
  /// @param key of the run
  /// @param step number of the step since the state was fresh
  /// @param stream of the expression
  public static int firstKey(long key, long step, int stream) {
    int h = mix((int) key + 0x9e3779b9);
    h = mix(h ^ (int) (key >>> 32));
    h = mix(h + stream * 0x85ebca6b);
    h = mix(h ^ (int) step);
    return mix(h + (int) (step >>> 32));
  }

  /// {@return what keys the second round of all neurons in a step}
  ///
  /// @param firstKey see [#firstKey]
  public static int secondKey(int firstKey) {
    return mix(firstKey ^ 0x68e31da4);
  }

  /// {@return the 32 random bits of one neuron}
  ///
  /// @param neuron row-major index into the neurons' shape, batch included
  public static int bits(int firstKey, int secondKey, int neuron) {
    return mix(mix(neuron ^ firstKey) + secondKey);
  }

  /// {@return the number in [0, 1) that the bits stand for: their upper 24, exact in float and
  /// double}
  public static float toUniform(int bits) {
    return (bits >>> 8) * 0x1p-24f;
  }

  /// {@return the random number of one neuron in one step}
  public static float uniform(long key, long step, int neuron, int stream) {
    int first = firstKey(key, step, stream);
    return toUniform(bits(first, secondKey(first), neuron));
  }
}
