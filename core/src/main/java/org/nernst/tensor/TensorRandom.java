package org.nernst.tensor;

/// Random factories. The numbers come from a [Generator] of ours, so their bits depend on neither
/// libtorch nor threads.
abstract sealed class TensorRandom extends TensorCreation permits TensorArithmetic {
  TensorRandom(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// Float32 numbers, uniform on [0, 1), from the root generator.
  ///
  /// @param shape the sizes
  /// @return the tensor
  public static Tensor rand(long... shape) {
    return rand(Generator.root(), DType.FLOAT32, shape);
  }

  /// Numbers, uniform on [0, 1), from the root generator.
  ///
  /// @param dtype a floating type
  /// @param shape the sizes
  /// @return the tensor
  public static Tensor rand(DType dtype, long... shape) {
    return rand(Generator.root(), dtype, shape);
  }

  /// Numbers, uniform on [0, 1).
  ///
  /// @param generator where they are drawn from
  /// @param dtype a floating type
  /// @param shape the sizes
  /// @return the tensor
  public static Tensor rand(Generator generator, DType dtype, long... shape) {
    checkFloating("rand", dtype);
    Tensor t = TensorCreation.empty(dtype, shape);
    generator.fillUniform(t, 0, 1);
    return t;
  }

  /// Numbers, uniform on [0, 1), with another tensor's shape, dtype and device.
  ///
  /// @param like the model
  /// @return the tensor
  public static Tensor randLike(Tensor like) {
    return randLike(like, Generator.root());
  }

  /// Numbers, uniform on [0, 1), with another tensor's shape, dtype and device.
  ///
  /// @param like the model
  /// @param generator where they are drawn from
  /// @return the tensor
  public static Tensor randLike(Tensor like, Generator generator) {
    return onDeviceOf(like, rand(generator, like.dtype(), like.shape()));
  }

  /// Float32 numbers, standard normal, from the root generator.
  ///
  /// @param shape the sizes
  /// @return the tensor
  public static Tensor randn(long... shape) {
    return randn(Generator.root(), DType.FLOAT32, shape);
  }

  /// Numbers, standard normal, from the root generator.
  ///
  /// @param dtype a floating type
  /// @param shape the sizes
  /// @return the tensor
  public static Tensor randn(DType dtype, long... shape) {
    return randn(Generator.root(), dtype, shape);
  }

  /// Numbers, standard normal.
  ///
  /// @param generator where they are drawn from
  /// @param dtype a floating type
  /// @param shape the sizes
  /// @return the tensor
  public static Tensor randn(Generator generator, DType dtype, long... shape) {
    checkFloating("randn", dtype);
    Tensor t = TensorCreation.empty(dtype, shape);
    generator.fillNormal(t, 0, 1);
    return t;
  }

  /// Numbers, standard normal, with another tensor's shape, dtype and device.
  ///
  /// @param like the model
  /// @return the tensor
  public static Tensor randnLike(Tensor like) {
    return randnLike(like, Generator.root());
  }

  /// Numbers, standard normal, with another tensor's shape, dtype and device.
  ///
  /// @param like the model
  /// @param generator where they are drawn from
  /// @return the tensor
  public static Tensor randnLike(Tensor like, Generator generator) {
    return onDeviceOf(like, randn(generator, like.dtype(), like.shape()));
  }

  /// Draws 0 or 1 per element, from the root generator.
  ///
  /// @param probability of a 1, in [0, 1]; floating
  /// @return zeros and ones of the probabilities' shape and dtype
  /// @throws IllegalArgumentException for a probability outside [0, 1]
  public static Tensor bernoulli(Tensor probability) {
    return bernoulli(probability, Generator.root());
  }

  /// Draws 0 or 1 per element.
  ///
  /// @param probability of a 1, in [0, 1]; floating
  /// @param generator where it is drawn from
  /// @return zeros and ones of the probabilities' shape and dtype
  /// @throws IllegalArgumentException for a probability outside [0, 1]
  public static Tensor bernoulli(Tensor probability, Generator generator) {
    checkFloating("bernoulli", probability.dtype());
    Tensor t = TensorCreation.empty(probability.dtype(), probability.shape());
    generator.fillBernoulli(t, probability.toDoubleArray());
    return onDeviceOf(probability, t);
  }

  /// Float32 numbers of a normal distribution, from the root generator.
  ///
  /// @param mean the mean
  /// @param std the standard deviation, at least 0
  /// @param shape the sizes
  /// @return the tensor
  public static Tensor normal(double mean, double std, long... shape) {
    return normal(Generator.root(), DType.FLOAT32, mean, std, shape);
  }

  /// Numbers of a normal distribution.
  ///
  /// @param generator where they are drawn from
  /// @param dtype a floating type
  /// @param mean the mean
  /// @param std the standard deviation, at least 0
  /// @param shape the sizes
  /// @return the tensor
  public static Tensor normal(
      Generator generator, DType dtype, double mean, double std, long... shape) {
    checkFloating("normal", dtype);
    Tensor t = TensorCreation.empty(dtype, shape);
    generator.fillNormal(t, mean, std);
    return t;
  }

  /// Draws Poisson counts, from the root generator.
  ///
  /// @param rate the expected counts, at least 0; floating
  /// @return counts of the rates' shape and dtype
  /// @throws IllegalArgumentException for a negative or infinite rate
  public static Tensor poisson(Tensor rate) {
    return poisson(rate, Generator.root());
  }

  /// Draws Poisson counts.
  ///
  /// @param rate the expected counts, at least 0; floating
  /// @param generator where they are drawn from
  /// @return counts of the rates' shape and dtype
  /// @throws IllegalArgumentException for a negative or infinite rate
  public static Tensor poisson(Tensor rate, Generator generator) {
    checkFloating("poisson", rate.dtype());
    Tensor t = TensorCreation.empty(rate.dtype(), rate.shape());
    generator.fillPoisson(t, rate.toDoubleArray());
    return onDeviceOf(rate, t);
  }

  /// Draws int64 numbers uniformly, from the root generator.
  ///
  /// @param low the smallest
  /// @param high the first one left out
  /// @param shape the sizes
  /// @return the tensor
  public static Tensor randint(long low, long high, long... shape) {
    return randint(Generator.root(), low, high, shape);
  }

  /// Draws int64 numbers uniformly.
  ///
  /// @param generator where they are drawn from
  /// @param low the smallest
  /// @param high the first one left out
  /// @param shape the sizes
  /// @return the tensor
  public static Tensor randint(Generator generator, long low, long high, long... shape) {
    Tensor t = TensorCreation.empty(DType.INT64, shape);
    generator.fillInt(t, low, high);
    return t;
  }

  /// A random order, from the root generator.
  ///
  /// @param n how many
  /// @return the int64 numbers 0 to n - 1, shape (n)
  public static Tensor randperm(int n) {
    return randperm(n, Generator.root());
  }

  /// A random order.
  ///
  /// @param n how many
  /// @param generator where it is drawn from
  /// @return the int64 numbers 0 to n - 1, shape (n)
  public static Tensor randperm(int n, Generator generator) {
    return TensorCreation.of(generator.permutation(n), n);
  }

  private static Tensor onDeviceOf(Tensor like, Tensor made) {
    if (like.torch().is_cpu()) {
      return made;
    }
    try (made) {
      return made.to(like.device());
    }
  }

  static void checkFloating(String operation, DType dtype) {
    if (!dtype.isFloating() || !dtype.hasArithmetic()) {
      throw new IllegalArgumentException(
          "%s: expected a floating dtype%s, got %s"
              .formatted(operation, dtype.hasArithmetic() ? "" : " with arithmetic", dtype));
    }
  }
}
