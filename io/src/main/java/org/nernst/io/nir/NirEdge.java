package org.nernst.io.nir;

/// What one node puts out is added to what another one gets.
///
/// @param from name of the node that puts out
/// @param to name of the node that gets
public record NirEdge(String from, String to) {}
