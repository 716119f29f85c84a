package org.nernst.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Edge;
import org.bytedeco.pytorch.FunctionPostHook;
import org.bytedeco.pytorch.FunctionPreHook;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A node of libtorch's graph whose backward pass is a [CustomFunction].
///
/// The presets cannot make a node, but they can make one of `stack`, which has as many edges as it
/// has inputs and does nothing when no gradient reaches it. Its edges are pointed at the real
/// inputs, up to the last one that needs a gradient. A pre-hook takes the incoming gradients away,
/// `stack` does nothing, and a post-hook fills in the gradients of the inputs.
final class CustomNode implements GraphLife.Tenant {
  /// What the gradient of an input has to look like.
  private static final class InputInfo {
    private final long[] shape;
    private final DType dtype;
    private final Device device;

    InputInfo(Tensor like) {
      shape = like.shape();
      dtype = like.dtype();
      device = like.device();
    }

    boolean matches(Tensor gradient) {
      return Arrays.equals(shape, gradient.shape())
          && dtype == gradient.dtype()
          && device.equals(gradient.device());
    }

    @Override
    public String toString() {
      return dtype + " tensor of shape " + Shapes.text(shape) + " on " + device;
    }
  }

  private static final org.bytedeco.pytorch.Tensor DUMMY = retained(torch.zeros(0));
  private static final Edge NO_EDGE = retained(new Edge());
  private static final ConcurrentHashMap<Long, TensorVector> UNDEFINED = new ConcurrentHashMap<>();

  static {
    DUMMY.set_requires_grad(true);
  }

  /// Between the two hooks of a node, which run one right after the other on one thread.
  private static final ThreadLocal<org.bytedeco.pytorch.@Nullable Tensor @Nullable []> INCOMING =
      new ThreadLocal<>();

  private final CustomFunction function;
  private final FunctionContext context;
  private final @Nullable InputInfo[] inputs;
  private final int[] outputOfSlot;
  private final int outputCount;
  private final Before before = retained(new Before());
  private final After after = retained(new After());
  private long address;

  private CustomNode(
      CustomFunction function,
      FunctionContext context,
      @Nullable InputInfo[] inputs,
      int[] outputOfSlot,
      int outputCount) {
    this.function = function;
    this.context = context;
    this.inputs = inputs;
    this.outputOfSlot = outputOfSlot;
    this.outputCount = outputCount;
  }

  /// Makes the differentiable outputs results of a new node.
  ///
  /// @return the outputs, aliases in the place of those that already had a history or are views
  static List<Tensor> attach(
      CustomFunction function,
      FunctionContext context,
      List<Tensor> inputs,
      boolean[] needed,
      List<Tensor> outputs) {
    List<Tensor> results = new ArrayList<>(outputs.size());
    int[] slots = new int[outputs.size()];
    int used = 0;
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      boolean differentiable = context.isDifferentiable(i) && output.dtype().isFloating();
      if (differentiable) {
        slots[used++] = i;
      }
      results.add(isFree(output, inputs, results) ? output : new Tensor(output.torch().detach()));
    }
    if (used == 0) {
      context.release();
      return results;
    }
    @Nullable InputInfo[] infos = new @Nullable InputInfo[inputs.size()];
    for (int i = 0; i < infos.length; i++) {
      Tensor input = inputs.get(i);
      infos[i] = needed[i] ? new InputInfo(input) : null;
    }
    CustomNode custom =
        new CustomNode(function, context, infos, Arrays.copyOf(slots, used), outputs.size());
    try (Node node = custom.carrier(inputs, needed)) {
      for (int slot : custom.outputOfSlot) {
        torch.create_gradient_edge(results.get(slot).torch(), node);
      }
    }
    return results;
  }

  /// Whether a gradient edge can be set on the output itself.
  private static boolean isFree(Tensor output, List<Tensor> inputs, List<Tensor> earlier) {
    var raw = output.torch();
    if (raw.requires_grad() || raw.is_view()) {
      return false;
    }
    for (Tensor other : inputs) {
      if (raw.is_same((TensorBase) other.torch())) {
        return false;
      }
    }
    for (Tensor other : earlier) {
      if (raw.is_same((TensorBase) other.torch())) {
        return false;
      }
    }
    return true;
  }

  private Node carrier(List<Tensor> inputs, boolean[] needed) {
    int edges = needed.length;
    while (edges > 0 && !needed[edges - 1]) {
      edges--;
    }
    Node node;
    try (TensorVector dummies = new TensorVector(edges + 1);
        var lease = GraphLife.lease(this)) {
      for (int i = 0; i < edges; i++) {
        dummies.put(i, DUMMY);
      }
      // the edge to the lease makes this object live as long as the node
      dummies.put(edges, lease);
      try (var stacked = torch.stack(dummies)) {
        node = stacked.grad_fn();
      }
    }
    node.clear_input_metadata();
    for (int i = 0; i < edges; i++) {
      if (needed[i]) {
        connect(node, i, inputs.get(i).torch());
      } else {
        node.set_next_edge(i, NO_EDGE);
      }
    }
    node.add_pre_hook(before);
    node.add_post_hook(after);
    address = node.address();
    return node;
  }

  /// Points an edge to where the gradient of a tensor goes. A leaf's accumulator is only to be had
  /// through an operation on the leaf, and that operation's node owns the edge that it shows.
  private static void connect(Node node, int i, org.bytedeco.pytorch.Tensor tensor) {
    if (tensor.is_leaf()) {
      try (var alias = tensor.alias();
          Node aliasNode = alias.grad_fn()) {
        node.set_next_edge(i, aliasNode.next_edge(0));
      }
    } else {
      try (Node producer = tensor.grad_fn();
          Edge edge = new Edge(producer, (int) tensor.output_nr())) {
        node.set_next_edge(i, edge);
      }
    }
  }

  @Override
  public void graphDied() {
    context.release();
  }

  private static final class Before extends FunctionPreHook {
    @Override
    public TensorVector apply(TensorVector gradients) {
      int n = (int) gradients.size();
      var incoming = new org.bytedeco.pytorch.@Nullable Tensor[n];
      for (int i = 0; i < n; i++) {
        var gradient = gradients.get(i);
        incoming[i] =
            gradient.defined() ? retained(new org.bytedeco.pytorch.Tensor(gradient)) : null;
      }
      INCOMING.set(incoming);
      return UNDEFINED.computeIfAbsent((long) n, size -> retained(new TensorVector(size)));
    }
  }

  private final class After extends FunctionPostHook {
    @Override
    public TensorVector apply(TensorVector outputs, TensorVector inputs) {
      var incoming = INCOMING.get();
      INCOMING.remove();
      boolean keepGraph = torch.get_current_graph_task_keep_graph();
      try {
        synchronized (context) {
          if (incoming != null) {
            fillGradients(outputs, incoming);
          }
          if (!keepGraph) {
            context.release();
          }
        }
      } catch (Throwable thrown) {
        throw BackwardErrors.carry("backward of " + function.name(), thrown);
      }
      // libtorch copies what is returned: its own vector, so that nothing of ours holds the
      // gradients
      return outputs;
    }
  }

  private void fillGradients(
      TensorVector outputs, org.bytedeco.pytorch.@Nullable Tensor[] incoming) {
    boolean twice = GradMode.is_enabled();
    try (var _ = Scope.open()) {
      @Nullable Tensor[] gradOutputs = new @Nullable Tensor[outputCount];
      boolean any = false;
      for (int slot = 0; slot < incoming.length; slot++) {
        var gradient = incoming[slot];
        if (gradient != null) {
          gradOutputs[outputOfSlot[slot]] = new Tensor(gradient);
          gradient.releaseReference();
          any = true;
        }
      }
      if (any) {
        Node node = GraphLife.borrow(address);
        Gradients found = call(node, twice, Arrays.asList(gradOutputs));
        List<@Nullable Tensor> gradients = found.list;
        for (int i = 0; i < inputs.length; i++) {
          Tensor gradient = gradients.get(i);
          InputInfo info = inputs[i];
          if (gradient != null && info != null && node.task_should_compute_output(i)) {
            check(i, info, gradient);
            boolean endsHere = twice && !found.recorded;
            outputs.put(i, (endsHere ? onceOnly(gradient) : gradient).torch());
          }
        }
      }
    }
  }

  private record Gradients(List<@Nullable Tensor> list, boolean recorded) {}

  private Gradients call(Node node, boolean recording, List<@Nullable Tensor> gradOutputs) {
    context.backwardStarts(node, recording);
    try {
      List<@Nullable Tensor> gradients =
          recording ? function.recordedBackward(context, gradOutputs) : null;
      boolean recorded = gradients != null;
      if (gradients == null) {
        try (var _ = new NoGrad()) {
          gradients = function.backward(context, gradOutputs);
        }
      }
      if (gradients.size() != inputs.length) {
        throw new IllegalStateException(
            "%s: expected %d gradients from backward, one per input, got %d"
                .formatted(function.name(), inputs.length, gradients.size()));
      }
      return new Gradients(gradients, recorded);
    } finally {
      context.backwardEnded();
    }
  }

  private void check(int i, InputInfo input, Tensor gradient) {
    if (!input.matches(gradient)) {
      throw new IllegalStateException(
          "%s: expected as gradient of input %d a %s, got a %s"
              .formatted(function.name(), i, input, new InputInfo(gradient)));
    }
  }

  /// Lets a gradient through, but refuses to be differentiated itself.
  private Tensor onceOnly(Tensor gradient) {
    try (var _ = new EnableGrad()) {
      Tensor marker = new Tensor(new org.bytedeco.pytorch.Tensor(DUMMY));
      return Autograd.apply(new OnceDifferentiable(function), List.of(marker, gradient)).getFirst();
    }
  }

  private record OnceDifferentiable(CustomFunction function) implements CustomFunction {
    @Override
    public String name() {
      return "gradient of " + function.name();
    }

    @Override
    public List<Tensor> forward(FunctionContext context, List<Tensor> inputs) {
      return List.of(inputs.get(1));
    }

    @Override
    public List<@Nullable Tensor> backward(
        FunctionContext context, List<@Nullable Tensor> gradOutputs) {
      throw new UnsupportedOperationException(function.name() + ": " + function.whyOnlyOnce());
    }
  }

  private static <P extends Pointer> P retained(P pointer) {
    pointer.retainReference();
    return pointer;
  }
}
