package org.nernst.engine.fused;

import org.nernst.memory.Scratch;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;

/// What both passes over a call know besides tensors.
///
/// @param model the neuron
/// @param plan its forward kernels
/// @param geometry of neurons and steps
/// @param numbers the parameters that are one number for all neurons, NaN for others
/// @param dt length of a step
/// @param randomKey of the random numbers
/// @param firstStep number of the first step, for random numbers
/// @param blockSteps steps between checkpoints
/// @param tileWidth neurons in a tile, 0 for what fits the caches
record Call(
    NeuronModel model,
    StepPlan plan,
    Geometry geometry,
    @SuppressWarnings("ArrayRecordComponent") double[] numbers,
    double dt,
    long randomKey,
    long firstStep,
    int blockSteps,
    int tileWidth) {
  int states() {
    return plan.leaves.states.length;
  }

  int blocks() {
    return Math.ceilDiv(geometry.steps, blockSteps);
  }

  int stepsOf(int block) {
    return Math.min(blockSteps, geometry.steps - block * blockSteps);
  }

  ReadyKernel ready(Program program) {
    return program.ready(numbers, dt);
  }

  /// As [#draw], into the thread's scratch.
  ///
  /// @return the address, 0 if the neuron draws none
  long drawInScratch(int block, int row, int first, int width) {
    int streams = plan.leaves.streams.length;
    if (streams == 0) {
      return 0;
    }
    long size = (long) width * geometry.dtype.byteSize();
    long address = Scratch.address((long) streams * stepsOf(block) * size);
    draw(address, block, row, first, width);
    return address;
  }

  /// {@return the same steps with a checkpoint before each, in another geometry}
  Call stepByStep(Geometry other) {
    return new Call(model, plan, other, numbers, dt, randomKey, firstStep, 1, tileWidth);
  }

  /// Draws the random numbers of a tile in a block.
  void draw(long address, int block, int row, int first, int width) {
    Leaf.Uniform[] streams = plan.leaves.streams;
    if (streams.length > 0) {
      Randoms.draw(
          address,
          geometry.dtype,
          streams,
          randomKey,
          firstStep + (long) block * blockSteps,
          stepsOf(block),
          row * geometry.rowLength + first,
          width);
    }
  }
}
