package org.nernst.tensor;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.PointerConsumer;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Ties the life of Java objects to that of a part of libtorch's graph.
///
/// JavaCPP holds the Java half of a hook weakly, so somebody has to hold it while the graph may
/// call it, and to let go when the graph dies. The graph is given an empty tensor whose "memory" is
/// an id; libtorch calls its deleter when the last owner is gone, on whatever thread that happens.
final class GraphLife {
  static {
    NativeSetup.ensure();
  }

  /// What lives as long as its part of the graph.
  interface Tenant {
    /// The graph is gone. Must not throw: it is called from a C++ destructor.
    void graphDied();
  }

  private static final ConcurrentHashMap<Long, Tenant> TENANTS = new ConcurrentHashMap<>();
  private static final AtomicLong IDS = new AtomicLong();
  private static final TensorOptions FLOAT = new TensorOptions(torch.ScalarType.Float);
  private static final LongPointer ZERO = new LongPointer(new long[] {0});
  private static final LongArrayRef NO_ELEMENTS = new LongArrayRef(ZERO, 1);
  private static final PointerConsumer DELETER =
      new PointerConsumer() {
        @Override
        public void call(Pointer memory) {
          Tenant gone = TENANTS.remove(memory.address());
          if (gone != null) {
            gone.graphDied();
          }
        }
      };

  static {
    // a PointerScope around the first use must not free what is static
    for (Pointer shared : new Pointer[] {FLOAT, ZERO, NO_ELEMENTS, DELETER}) {
      shared.retainReference();
    }
  }

  private GraphLife() {}

  /// Registers a tenant.
  ///
  /// @return an empty leaf tensor that requires a gradient; the tenant stays until the last owner
  ///   of it is gone. The caller closes its handle
  static org.bytedeco.pytorch.Tensor lease(Tenant tenant) {
    long id = IDS.incrementAndGet();
    TENANTS.put(id, tenant);
    var lease = torch.from_blob(new Address(id), NO_ELEMENTS, DELETER, FLOAT);
    lease.set_requires_grad(true);
    return lease;
  }

  /// Registers a tenant of an existing node.
  static void tie(Node node, Tenant tenant) {
    try (var lease = lease(tenant);
        var alias = lease.alias();
        Node holder = alias.grad_fn()) {
      // the one place in which any node can own another one
      node.metadata().assign_parent(holder);
    }
  }

  /// A node as seen from one of its own hooks, which must not own it.
  static Node borrow(long address) {
    return new Node(new Address(address));
  }

  /// Number of tenants whose graph still lives.
  static int tenants() {
    return TENANTS.size();
  }
}
