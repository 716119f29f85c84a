package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MinimumCutTest {
  @Test
  void theCheapestEdgeOfAChainIsCut() {
    MinimumCut cut = new MinimumCut(4, 0, 3);
    cut.add(0, 1, 5);
    cut.add(1, 2, 2);
    cut.add(2, 3, 7);
    assertThat(cut.sinkSide()).containsExactly(false, false, true, true);
  }

  @Test
  void amongEqualCutsTheOneNearestToTheSinkIsTaken() {
    MinimumCut cut = new MinimumCut(3, 0, 2);
    cut.add(0, 1, 3);
    cut.add(1, 2, 3);
    assertThat(cut.sinkSide()).containsExactly(false, false, true);
  }

  @Test
  void randomNetworksAreCutAsCheaplyAsByTryingEveryCut() {
    SplittableRandom random = new SplittableRandom(11);
    int vertices = 7;
    for (int round = 0; round < 200; round++) {
      int[][] capacity = new int[vertices][vertices];
      MinimumCut cut = new MinimumCut(vertices, 0, vertices - 1);
      for (int edge = 0; edge < 14; edge++) {
        int from = random.nextInt(vertices);
        int to = random.nextInt(vertices);
        int of = random.nextInt(1, 9);
        capacity[from][to] += of;
        cut.add(from, to, of);
      }
      boolean[] found = cut.sinkSide();
      int least = Integer.MAX_VALUE;
      for (int sides = 0; sides < 1 << (vertices - 2); sides++) {
        boolean[] sinkSide = new boolean[vertices];
        sinkSide[vertices - 1] = true;
        for (int v = 1; v < vertices - 1; v++) {
          sinkSide[v] = (sides >> (v - 1) & 1) == 1;
        }
        least = Math.min(least, cost(capacity, sinkSide));
      }
      assertThat(cost(capacity, found)).as("seed 11, round %d", round).isEqualTo(least);
    }
  }

  private static int cost(int[][] capacity, boolean[] sinkSide) {
    int cost = 0;
    for (int from = 0; from < capacity.length; from++) {
      for (int to = 0; to < capacity.length; to++) {
        cost += !sinkSide[from] && sinkSide[to] ? capacity[from][to] : 0;
      }
    }
    return cost;
  }
}
