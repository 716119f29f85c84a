package org.nernst.train;

/// How active a layer of spiking neurons was during an evaluation.
///
/// @param name the layer's path in the network
/// @param neurons the number of neurons
/// @param spikeRate spikes per neuron and time step
/// @param deadNeurons neurons that never spiked
public record LayerActivity(String name, int neurons, double spikeRate, int deadNeurons) {}
