package org.nernst.synapse;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.nernst.memory.Scratch;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.Tensor;

/// Finds the frames of a batch in which there is anything at all.
public final class ActiveFrames {
  /// Numbers looked at between two chances to stop.
  private static final int STRETCH = 1024;

  private ActiveFrames() {}

  /// {@return the indices of the frames that aren't all zeros, ascending; those of all frames where
  /// looking isn't possible: on another device, in another dtype than float32 and float64, or in
  /// memory that isn't contiguous}
  ///
  /// @param frames (frames, ...)
  public static long[] of(Tensor frames) {
    int count = Math.toIntExact(frames.size(0));
    long[] active = new long[count];
    DType dtype = frames.dtype();
    if (count == 0
        || frames.numel() == 0
        || (dtype != DType.FLOAT32 && dtype != DType.FLOAT64)
        || !frames.device().equals(Device.CPU)
        || !frames.isContiguous()) {
      Arrays.setAll(active, f -> f);
      return active;
    }
    SpikeScan scan = RowKernels.forThisJvm().scan(dtype);
    int length = Math.toIntExact(frames.numel() / count);
    long frameBytes = (long) length * dtype.byteSize();
    int found = 0;
    long from = frames.address();
    try {
      for (int f = 0; f < count; f++) {
        if (isActive(scan, from + f * frameBytes, length, dtype.byteSize())) {
          active[found++] = f;
        }
      }
    } finally {
      Reference.reachabilityFence(frames);
    }
    return Arrays.copyOf(active, found);
  }

  private static boolean isActive(SpikeScan scan, long from, int length, int size) {
    long words = Scratch.address(STRETCH / Byte.SIZE);
    for (int at = 0; at < length; at += STRETCH) {
      int count = Math.min(STRETCH, length - at);
      scan.scan(from + (long) at * size, count, words);
      if (Raster.bitCount(words, Math.ceilDiv(count, Long.SIZE)) > 0) {
        return true;
      }
    }
    return false;
  }
}
