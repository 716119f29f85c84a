package org.nernst.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nernst.memory.ProductParts.Axis;

class ProductPartsTest {
  private static final int FLOAT = 4;

  @ParameterizedTest
  @CsvSource({
    "8000, 512, 512, ROWS, 8",
    "512, 8000, 512, COLUMNS, 8",
    "512, 512, 8000, INNER, 8",
    "10, 256, 4096, INNER, 2",
    "4096, 10, 256, ROWS, 2"
  })
  void theLongAxisIsCut(int rows, int columns, int inner, Axis axis, int count) {
    ProductParts parts = ProductParts.of(rows, columns, inner, FLOAT);
    assertThat(parts.axis()).isEqualTo(axis);
    assertThat(parts.count()).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "16, 512, 512", "100, 100, 100", "128, 127, 127"})
  void littleWorkIsOnePart(int rows, int columns, int inner) {
    assertThat(ProductParts.of(rows, columns, inner, FLOAT).count()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000, 50000", "300, 700, 100000", "128, 64, 1000000"})
  void sumsThatWaitTakeLittleMemory(int rows, int columns, int inner) {
    ProductParts parts = ProductParts.of(rows, columns, inner, FLOAT);
    assertThat(parts.axis()).isEqualTo(Axis.INNER);
    assertThat(parts.count()).isGreaterThan(1);
    assertThat((long) parts.count() * rows * columns * FLOAT).isLessThanOrEqualTo(8 << 20);
  }

  @Test
  void partsLieOneBehindTheOther() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 500; trial++) {
      int rows = 1 << random.nextInt(14);
      int columns = 1 + random.nextInt(3000);
      int inner = 1 + random.nextInt(3000);
      ProductParts parts = ProductParts.of(rows, columns, inner, FLOAT);
      int end = 0;
      for (int part = 0; part < parts.count(); part++) {
        assertThat(parts.first(part)).isEqualTo(end);
        assertThat(parts.length(part)).isPositive();
        end += parts.length(part);
      }
      assertThat(end)
          .as("%d, %d, %d", rows, columns, inner)
          .isEqualTo(
              switch (parts.axis()) {
                case ROWS -> rows;
                case COLUMNS -> columns;
                case INNER -> inner;
              });
    }
  }
}
