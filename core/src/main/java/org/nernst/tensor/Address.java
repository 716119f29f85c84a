package org.nernst.tensor;

import org.bytedeco.javacpp.Pointer;

/// A pointer with an address and no owner, which JavaCPP must not free.
final class Address extends Pointer {
  Address(long value) {
    address = value;
  }
}
