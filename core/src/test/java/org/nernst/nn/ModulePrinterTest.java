package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class ModulePrinterTest {
  @Test
  void aModuleWithoutAnythingIsItsName() {
    assertThat(new ReLU()).hasToString("ReLU()");
    assertThat(new Sequential()).hasToString("Sequential()");
  }

  @Test
  void oneLineOfExtraTextStaysInTheParentheses() {
    assertThat(new Linear(3, 4)).hasToString("Linear(in_features=3, out_features=4, bias=True)");
  }

  @Test
  void treesAreIndentedAsInPyTorch() {
    SequencedMap<String, Module> children = new LinkedHashMap<>();
    children.put("encoder", new Sequential(new Linear(2, 3, false), new ReLU()));
    children.put("drop", new Dropout(0.25));
    assertThat(new Sequential(children))
        .hasToString(
            """
            Sequential(
              (encoder): Sequential(
                (0): Linear(in_features=2, out_features=3, bias=False)
                (1): ReLU()
              )
              (drop): Dropout(p=0.25, inplace=False)
            )\
            """);
  }

  @Test
  void extraTextOverChildrenAndMissingChildrenGetTheirOwnLines() {
    class Net extends Module {
      Net() {
        registerModule("head", null);
      }

      @Override
      public String extraRepr() {
        return "width=3\ndepth=2";
      }
    }
    assertThat(new Net()).hasToString("Net(\n  width=3\n  depth=2\n  (head): None\n)");
  }
}
