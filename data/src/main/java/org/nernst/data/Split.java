package org.nernst.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nernst.tensor.Generator;

/// A data set in two parts.
///
/// @param train what is learnt from
/// @param test what is kept back
public record Split(Subset train, Subset test) {
  /// Splits every class in the same proportion, so that both parts have the classes in the shares
  /// of the whole. The same generator state gives the same parts.
  ///
  /// @param data the whole
  /// @param trainShare the share for training, between 0 and 1
  /// @param generator where chance comes from; it is not drawn from, only split
  /// @return the parts; each is in random order
  /// @throws IllegalArgumentException if the share is out of range
  public static Split stratified(Dataset data, double trainShare, Generator generator) {
    if (!(trainShare > 0 && trainShare < 1)) {
      throw new IllegalArgumentException("expected 0 < trainShare < 1, got " + trainShare);
    }
    SortedMap<Integer, List<Integer>> byClass = new TreeMap<>();
    for (int i = 0; i < data.size(); i++) {
      byClass.computeIfAbsent(data.label(i), c -> new ArrayList<>()).add(i);
    }
    List<Integer> train = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    // The rounding of one class is made good by the next, so that the whole has the share too.
    double owed = 0;
    for (var entry : byClass.entrySet()) {
      int[] members = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
      Order.shuffle(members, generator.split("split-class-" + entry.getKey()));
      double wanted = members.length * trainShare + owed;
      int count = Math.clamp(Math.round(wanted), 0, members.length);
      owed = wanted - count;
      for (int i = 0; i < members.length; i++) {
        (i < count ? train : test).add(members[i]);
      }
    }
    return new Split(
        part(data, train, generator.split("split-train")),
        part(data, test, generator.split("split-test")));
  }

  private static Subset part(Dataset data, List<Integer> members, Generator generator) {
    int[] indices = members.stream().mapToInt(Integer::intValue).toArray();
    Order.shuffle(indices, generator);
    return new Subset(data, indices);
  }
}
