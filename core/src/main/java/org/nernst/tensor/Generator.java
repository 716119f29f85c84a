package org.nernst.tensor;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A source of random numbers that depends on nothing but its seed: neither on libtorch, nor on
/// threads, nor on the machine.
///
/// It counts: draw n is a function of seed and n (Philox4x32-10), so its whole state is two
/// numbers. [#split(String)] derives independent generators by name. Draws from one generator by
/// several threads are safe, but which thread gets which number isn't determined: give each its own
/// split.
public final class Generator {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final Generator ROOT = new Generator(0);

  private volatile long seed;
  private final AtomicLong position = new AtomicLong();
  private final Map<String, Generator> streams = new ConcurrentHashMap<>();

  /// A generator at its beginning.
  ///
  /// @param seed any number; equal seeds give equal numbers
  public Generator(long seed) {
    this.seed = seed;
  }

  /// The generator that random calls use when they are given none. [Nernst#seed(long)] seeds it;
  /// its seed is 0 before.
  ///
  /// @return the one root
  public static Generator root() {
    return ROOT;
  }

  /// The number that this generator was made from.
  ///
  /// @return the seed
  public long seed() {
    return seed;
  }

  /// Derives a generator. The result depends on this one's seed and the name alone, not on what was
  /// drawn: the same name gives the same numbers again.
  ///
  /// @param name any text
  /// @return a new generator at its beginning
  public Generator split(String name) {
    return new Generator(childSeed(name));
  }

  /// The lasting split of a name: made by the first call, shared by later ones, which go on where
  /// the last draw was.
  ///
  /// @param name any text
  /// @return the shared generator
  public Generator stream(String name) {
    return streams.computeIfAbsent(name, this::split);
  }

  private long childSeed(String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return Philox.mix(Philox.mix(seed + GOLDEN) ^ Philox.mix(hash + GOLDEN));
  }

  /// Starts again from another seed, and the lasting splits with it.
  void reseed(long newSeed) {
    seed = newSeed;
    position.set(0);
    streams.forEach((name, generator) -> generator.reseed(childSeed(name)));
  }

  /// Everything that the next draws depend on.
  ///
  /// @return seed and position
  public long[] state() {
    return new long[] {seed, position.get()};
  }

  /// Returns to an earlier state.
  ///
  /// @param state what [#state()] gave
  /// @throws IllegalArgumentException for an array of another length than 2
  public void state(long[] state) {
    if (state.length != 2) {
      throw new IllegalArgumentException(
          "expected a generator state of 2 numbers, got " + state.length);
    }
    seed = state[0];
    position.set(state[1]);
  }

  /// Everything that the next draws of this generator and of its lasting splits depend on.
  ///
  /// @return a value that [#restore(GeneratorState)] takes back
  public GeneratorState snapshot() {
    SequencedMap<String, GeneratorState> named = new TreeMap<>();
    streams.forEach((name, generator) -> named.put(name, generator.snapshot()));
    return new GeneratorState(seed, position.get(), named);
  }

  /// Returns to an earlier condition. Lasting splits that weren't there then begin anew.
  ///
  /// @param snapshot what [#snapshot()] gave
  public void restore(GeneratorState snapshot) {
    reseed(snapshot.seed());
    position.set(snapshot.position());
    snapshot.streams().forEach((name, state) -> stream(name).restore(state));
  }

  /// Draws 64 random bits.
  ///
  /// @return any long with equal probability
  public long nextLong() {
    int[] words = new int[4];
    Philox.block(seed, reserve(1), 0, words);
    return Philox.pair(words, 0);
  }

  /// Draws uniformly.
  ///
  /// @return a number in [0, 1) with 53 random bits
  public double nextDouble() {
    return Philox.unit(nextLong());
  }

  /// Draws an integer, all with exactly the same probability.
  ///
  /// @param bound the first one left out, at least 1
  /// @return a number in [0, bound)
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("expected a bound of at least 1, got " + bound);
    }
    return (int) RandomFills.below(seed, reserve(1), bound);
  }

  /// Draws from the standard normal distribution.
  ///
  /// @return a number of mean 0 and variance 1
  public double nextGaussian() {
    return NormalQuantile.of(((nextLong() >>> 11) + 0.5) * 0x1.0p-53);
  }

  /// Takes counter values out of the stream.
  long reserve(long blocks) {
    return position.getAndAdd(blocks);
  }

  /// The numbers 0 to n - 1 in random order (Fisher and Yates).
  long[] permutation(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("expected a length of at least 0, got " + n);
    }
    long[] order = new long[n];
    for (int i = 0; i < n; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  void fillUniform(Tensor fresh, double low, double high) {
    RandomFills.uniform(this, fresh, low, high);
  }

  void fillNormal(Tensor fresh, double mean, double std) {
    RandomFills.normal(this, fresh, mean, std);
  }

  void fillBernoulli(Tensor fresh, double probability) {
    RandomFills.bernoulli(this, fresh, _ -> probability);
  }

  void fillBernoulli(Tensor fresh, double[] probability) {
    RandomFills.bernoulli(this, fresh, i -> probability[i]);
  }

  void fillPoisson(Tensor fresh, double[] rate) {
    RandomFills.poisson(this, fresh, rate);
  }

  void fillInt(Tensor fresh, long low, long high) {
    RandomFills.integers(this, fresh, low, high);
  }

  @Override
  public String toString() {
    return "Generator(seed=" + seed + ", position=" + position.get() + ")";
  }
}
