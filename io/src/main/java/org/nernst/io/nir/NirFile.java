package org.nernst.io.nir;

/// What a NIR file holds.
///
/// @param version of the nir package that wrote it, empty if the file doesn't say
/// @param graph the network
public record NirFile(String version, NirGraph graph) {}
