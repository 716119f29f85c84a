package org.nernst.data;

import org.nernst.tensor.Generator;

/// Random orders.
final class Order {
  private Order() {}

  /// 0, 1, ..., size - 1.
  static int[] natural(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    return order;
  }

  /// Shuffles in place, every order as likely as any other (Fisher and Yates).
  static void shuffle(int[] items, Generator generator) {
    for (int i = items.length - 1; i > 0; i--) {
      int j = generator.nextInt(i + 1);
      int item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
  }
}
