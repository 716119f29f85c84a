package org.nernst.nn;

import java.util.ArrayList;
import java.util.List;

/// The text of a module tree, laid out as PyTorch lays out `repr(module)`.
final class ModulePrinter {
  private ModulePrinter() {}

  static String print(Module module) {
    List<String> extra =
        module.extraRepr().isEmpty() ? List.of() : module.extraRepr().lines().toList();
    List<String> lines = new ArrayList<>(extra);
    module.ownModules.forEach(
        (name, child) -> {
          String text = child == null ? "None" : child.toString();
          lines.add("(%s): %s".formatted(name, text.replace("\n", "\n  ")));
        });
    String kind = module.kind();
    if (lines.isEmpty()) {
      return kind + "()";
    }
    if (extra.size() == 1 && lines.size() == 1) {
      return kind + "(" + extra.getFirst() + ")";
    }
    return kind + "(\n  " + String.join("\n  ", lines) + "\n)";
  }
}
