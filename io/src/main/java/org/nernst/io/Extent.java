package org.nernst.io;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The part of a memory that a tensor reaches, gaps between its elements included.
///
/// @param name the tensor's
/// @param begin of its first element, in elements
/// @param end behind its last element, in elements
record Extent(String name, long begin, long end) {
  /// The extent of a strided tensor that has elements.
  static Extent of(String name, long offset, List<Long> shape, List<Long> strides) {
    long end = offset + 1;
    for (int i = 0; i < shape.size(); i++) {
      end += (shape.get(i) - 1) * strides.get(i);
    }
    return new Extent(name, offset, end);
  }

  /// Groups extents of one memory that overlap, directly or through others, by where they begin.
  static List<List<Extent>> groups(List<Extent> extents) {
    List<List<Extent>> groups = new ArrayList<>();
    long end = 0;
    for (Extent extent :
        extents.stream().sorted(Comparator.comparingLong(Extent::begin)).toList()) {
      if (groups.isEmpty() || extent.begin >= end) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(extent);
      end = Math.max(end, extent.end);
    }
    return groups;
  }
}
