package org.nernst.neuron;

/// Where the gradient of a spike goes and by what it is multiplied on the way.
///
/// @param argument what receives the gradient: `v - threshold` in Norse, so that the threshold
///   learns too; `v` alone in Sinabs
/// @param derivative the factor, evaluated in the forward pass and constant for differentiation
public record SurrogateGradient(Expr argument, Expr derivative) {}
